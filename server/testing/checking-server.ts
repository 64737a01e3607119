import { createHash } from 'node:crypto';
import { PbfReader } from 'pbf';
import { keeping, type Handler } from './servers.js';

/**
 * What build/bazel/remote/execution/v2/remote_execution.proto says of the messages that an ActionResult is made of, as far as we and servers use it:
 * a field's number, its name, and its wire type (0 a number, 2 bytes) or message.
 */
const SCHEMA: Record<string, Record<number, [name: string, type: 0 | 2 | string]>> = {
  ActionResult: {
    2: ['output_files', 'OutputFile'],
    4: ['exit_code', 0],
    5: ['stdout_raw', 2],
    6: ['stdout_digest', 'Digest'],
    7: ['stderr_raw', 2],
    8: ['stderr_digest', 'Digest'],
  },
  OutputFile: { 1: ['path', 2], 2: ['digest', 'Digest'], 4: ['is_executable', 0], 5: ['contents', 2] },
  Digest: { 1: ['hash', 2], 2: ['size_bytes', 0] },
};

type Value = number | Buffer | Message;
interface Message {
  [name: string]: Value[];
}

/** Throws for whatever is no such message. */
function decode(type: string, bytes: Buffer): Message {
  const message: Message = {};
  const pbf = new PbfReader(bytes);
  while (pbf.pos < pbf.length) {
    const key = pbf.readVarint();
    const [name, kind] = SCHEMA[type]?.[key >> 3] ?? [];
    const wire = key & 7;
    if (name === undefined || wire !== (kind === 0 ? 0 : 2))
      throw new Error(`${type} has no field ${String(key >> 3)}`);
    const value: Value = wire === 0 ? pbf.readVarint() : Buffer.from(pbf.readBytes());
    const inner = typeof kind === 'string' && Buffer.isBuffer(value) ? decode(kind, value) : value;
    (message[name] ??= []).push(inner);
  }
  if (pbf.pos !== pbf.length) throw new Error(`${type} is cut off`);
  return message;
}

const one = (message: Message, name: string): Value => {
  const values = message[name] ?? [];
  if (values.length !== 1 || values[0] === undefined) throw new Error(`${name} stands ${String(values.length)} times`);
  return values[0];
};

/** Why a server that checks what is put below `ac/` would refuse it: a digest that is none, a blob that is not there, a path that leads elsewhere. */
function problemOf(bytes: Buffer, files: ReadonlyMap<string, Buffer>): string | undefined {
  try {
    for (const file of decode('ActionResult', bytes)['output_files'] ?? []) {
      const { path, digest } = file as Message & { path: Buffer[]; digest: Message[] };
      const [name = ''] = (path ?? []).map((text) => text.toString('utf8'));
      if (name === '' || name.startsWith('/') || name.split('/').includes('..')) return `no path: ${name}`;
      const named = one(digest[0] ?? {}, 'hash');
      const hash = Buffer.isBuffer(named) ? named.toString('latin1') : '';
      const blob = files.get(`/cas/${hash}`);
      if (!/^[0-9a-f]{64}$/.test(hash) || blob?.length !== one(digest[0] ?? {}, 'size_bytes'))
        return `no blob: ${hash}`;
    }
    return undefined;
  } catch (error) {
    return String(error);
  }
}

/** A server that checks what it is given, as bazel-remote does: blobs have the hash in their name, and answers are ActionResults of blobs that are there. */
export function checking(refused: string[] = []): Handler {
  const files = new Map<string, Buffer>();
  const keep = keeping(files);
  return (request, response, body) => {
    const [, space, name = ''] = /^\/(ac|cas)\/([0-9a-f]{64})$/.exec(request.url ?? '') ?? [];
    const isPut = request.method === 'PUT';
    const problem =
      space === undefined
        ? 'no such path'
        : isPut && space === 'cas' && createHash('sha256').update(body).digest('hex') !== name
          ? 'another hash'
          : isPut && space === 'ac'
            ? problemOf(body, files)
            : undefined;
    if (problem === undefined) return keep(request, response, body);
    refused.push(problem);
    response.writeHead(400).end(problem);
  };
}
