/** New inputs from kept ones: bytes are changed at random; what is JSON is sometimes changed as JSON, so that it stays JSON. */

/** Small and repeatable: a failure names the seed that leads to it again (Marsaglia's xorshift). */
export class Random {
  private state: number;

  constructor(seed: number) {
    this.state = seed >>> 0 || 1;
  }

  /** 0 to `limit` - 1. */
  below(limit: number): number {
    this.state ^= this.state << 13;
    this.state ^= this.state >>> 17;
    this.state ^= this.state << 5;
    return (this.state >>> 0) % limit;
  }

  of<T>(values: readonly [T, ...T[]] | readonly T[]): T {
    const chosen = values[this.below(values.length)];
    if (chosen === undefined) throw new Error('nothing to choose from');
    return chosen;
  }
}

const NUMBERS = [
  0n,
  1n,
  2n,
  7n,
  64n,
  80n,
  255n,
  4096n,
  0x7fffffffn,
  0x80000000n,
  0xffffffffn,
  1n << 53n,
  ~0n & ((1n << 64n) - 1n),
];

type Change = (bytes: Buffer, random: Random, others: readonly Buffer[]) => Buffer;

const flipBit: Change = (bytes, random) => {
  const at = random.below(bytes.length);
  bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8));
  return bytes;
};

/** Where programs have numbers, they are aligned more often than not. */
const putNumber: Change = (bytes, random) => {
  const width = random.of([1, 2, 4, 8]);
  if (bytes.length < width) return bytes;
  const start = random.below(bytes.length - width + 1);
  const at = random.below(4) === 0 ? start : start - (start % width);
  let value = random.of(NUMBERS);
  for (let i = 0; i < width; i += 1, value >>= 8n) bytes[at + i] = Number(value & 0xffn);
  return bytes;
};

const cut: Change = (bytes, random) => {
  const at = random.below(bytes.length);
  const end = at + 1 + random.below(Math.min(64, bytes.length - at));
  return Buffer.concat([bytes.subarray(0, at), bytes.subarray(end)]);
};

const repeat: Change = (bytes, random) => {
  const at = random.below(bytes.length);
  const block = bytes.subarray(at, at + 1 + random.below(128));
  const times = random.below(16) === 0 ? 200 : 1;
  return Buffer.concat([bytes.subarray(0, at), ...Array.from({ length: times }, () => block), bytes.subarray(at)]);
};

const splice: Change = (bytes, random, others) => {
  const other = random.of(others);
  return Buffer.concat([bytes.subarray(0, random.below(bytes.length)), other.subarray(random.below(other.length + 1))]);
};

const CHANGES: readonly Change[] = [flipBit, flipBit, putNumber, putNumber, cut, repeat, splice];

const VALUES: readonly unknown[] = [
  null,
  true,
  -1,
  0,
  1.5,
  1e308,
  2 ** 53,
  '',
  'lazy',
  'a\nb',
  '\ud800',
  [],
  {},
  [[]],
  { __proto__: null },
];

/** Replaces, removes or doubles one value somewhere inside. */
function changeValue(value: unknown, random: Random): unknown {
  if (typeof value !== 'object' || value === null || random.below(8) === 0) return random.of(VALUES.slice(1));
  const keys = Object.keys(value);
  if (keys.length === 0) return random.of(VALUES.slice(1));
  const key = random.of(keys);
  const copy = Array.isArray(value) ? [...(value as unknown[])] : { ...value };
  const inside = copy as Record<string, unknown>;
  if (Array.isArray(copy) && random.below(4) === 0) copy.push(...(copy as unknown[]).slice(0, 8));
  else if (random.below(8) === 0) Reflect.deleteProperty(inside, key);
  else inside[key] = changeValue(inside[key], random);
  return copy;
}

function changeJson(bytes: Buffer, random: Random): Buffer | undefined {
  const lines = bytes.toString('utf8').split('\n');
  const at = random.below(lines.length);
  try {
    lines[at] = JSON.stringify(changeValue(JSON.parse(lines[at] ?? ''), random));
  } catch {
    return undefined; // it is not JSON any more
  }
  return Buffer.from(lines.join('\n'));
}

/** A program of this size has a hundred modules, each read by itself. */
const LARGEST = 8 << 10;

export function mutate(seed: Buffer, random: Random, others: readonly Buffer[]): Buffer {
  let bytes: Buffer = Buffer.from(seed);
  for (let left = 1 + random.below(4); left > 0; left -= 1) {
    const json = random.below(2) === 0 ? changeJson(bytes, random) : undefined;
    if (json) bytes = json;
    else if (bytes.length > 0) bytes = random.of(CHANGES)(bytes, random, others);
  }
  return bytes.subarray(0, LARGEST);
}
