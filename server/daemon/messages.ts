/** Messages to and from autojitd, as toolchain/include/autojit/daemon.h lays them out. */

export const Kind = { hello: 1, status: 4, stop: 5, subscribe: 6, text: 19 } as const;

const HEAD = 8;
const HELLO = 48;
const MAGIC = 0x31444a41;
export const DAEMON_VERSION = 2;
/** What looks after a daemon gets texts; images are for programs. */
const LONGEST = 16 << 20;

export interface Message {
  kind: number;
  body: Buffer;
}

export function message(kind: number, body: Buffer = Buffer.alloc(0)): Buffer {
  const head = Buffer.alloc(HEAD);
  head.writeUInt32LE(HEAD + body.length, 0);
  head.writeUInt32LE(kind, 4);
  return Buffer.concat([head, body]);
}

/** For whoever looks after a daemon; its build is not ours to know. */
export function hello(): Buffer {
  const body = Buffer.alloc(HELLO - HEAD);
  body.writeUInt32LE(MAGIC, 0);
  body.writeUInt32LE(DAEMON_VERSION, 4);
  return message(Kind.hello, body);
}

/** The version that a daemon's greeting names; undefined when it is no greeting. */
export function versionIn({ kind, body }: Message): number | undefined {
  if (kind !== Kind.hello || body.length !== HELLO - HEAD || body.readUInt32LE(0) !== MAGIC) return undefined;
  return body.readUInt32LE(4);
}

/** Cuts a stream of bytes into messages. Throws at what cannot be one. */
export class MessageReader {
  private rest = Buffer.alloc(0);

  *push(bytes: Buffer): Generator<Message> {
    this.rest = Buffer.concat([this.rest, bytes]);
    while (this.rest.length >= HEAD) {
      const size = this.rest.readUInt32LE(0);
      if (size < HEAD || size > LONGEST) throw new Error('the daemon sent what is no message');
      if (this.rest.length < size) return;
      const whole = this.rest.subarray(0, size);
      this.rest = this.rest.subarray(size);
      yield { kind: whole.readUInt32LE(4), body: whole.subarray(HEAD) };
    }
  }
}
