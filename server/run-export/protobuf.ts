/** As much of the wire format of Protocol Buffers as pprof needs: unsigned numbers, and what has a length. */
export class Message {
  private readonly bytes: number[] = [];

  /** Zero is what a field without a value means, so it is left out. */
  number(field: number, value: number): this {
    if (value !== 0) this.varint(field * 8).varint(value);
    return this;
  }

  numbers(field: number, values: readonly number[]): this {
    const packed = new Message();
    for (const value of values) packed.varint(value);
    return this.part(field, packed.bytes);
  }

  message(field: number, message: Message): this {
    return this.part(field, message.bytes);
  }

  text(field: number, text: string): this {
    return this.part(field, Buffer.from(text, 'utf8'));
  }

  finish(): Uint8Array {
    return Uint8Array.from(this.bytes);
  }

  private part(field: number, bytes: Iterable<number> & { length: number }): this {
    this.varint(field * 8 + 2).varint(bytes.length);
    for (const byte of bytes) this.bytes.push(byte);
    return this;
  }

  /** Without shifts, which have 32 bits: times in nanoseconds have more. */
  private varint(value: number): this {
    let rest = value;
    for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) this.bytes.push((rest % 0x80) | 0x80);
    this.bytes.push(rest);
    return this;
  }
}
