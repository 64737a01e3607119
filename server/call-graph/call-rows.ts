import type { FunctionIndex } from './model.js';

/** Lists of function indices back to back in one array, one list for each function. */
export interface Rows {
  starts: Uint32Array;
  list: Uint32Array;
}

export function rowOf({ starts, list }: Rows, index: FunctionIndex): Uint32Array {
  return list.subarray(starts[index], starts[index + 1]);
}

/** Fills rows one index after the other. Those that another graph has are copied many at a time. */
export class RowBuilder {
  private readonly starts: Uint32Array;
  private list: Uint32Array;
  private filled = 0;

  constructor(
    count: number,
    private readonly source: Rows | undefined,
  ) {
    this.starts = new Uint32Array(count + 1);
    this.list = new Uint32Array((source?.list.length ?? 0) + 1024);
  }

  /** Rows of the source from `first` up to `end`. */
  copy(first: FunctionIndex, end: FunctionIndex): void {
    if (!this.source || first >= end) return;
    const from = this.source.starts[first] ?? 0;
    const rows = this.source.list.subarray(from, this.source.starts[end]);
    this.reserve(rows.length);
    this.list.set(rows, this.filled);
    const shift = this.filled - from;
    for (let index = first; index < end; index += 1) {
      this.starts[index + 1] = (this.source.starts[index + 1] ?? 0) + shift;
    }
    this.filled += rows.length;
  }

  /** What `resolve` answers with -1 is left out. */
  add(index: FunctionIndex, named: Int32Array, resolve: (named: number) => FunctionIndex): void {
    this.reserve(named.length);
    for (const name of named) {
      const to = resolve(name);
      if (to < 0) continue;
      this.list[this.filled] = to;
      this.filled += 1;
    }
    this.starts[index + 1] = this.filled;
  }

  finish(): Rows {
    return { starts: this.starts, list: this.list.slice(0, this.filled) };
  }

  private reserve(more: number): void {
    if (this.filled + more <= this.list.length) return;
    const larger = new Uint32Array(2 * (this.filled + more));
    larger.set(this.list.subarray(0, this.filled));
    this.list = larger;
  }
}

/** The same edges from their other end. */
export function inverted({ starts, list }: Rows): Rows {
  const count = starts.length - 1;
  const back = new Uint32Array(count + 1);
  for (const to of list) back[to + 1] = (back[to + 1] ?? 0) + 1;
  for (let index = 0; index < count; index += 1) back[index + 1] = (back[index + 1] ?? 0) + (back[index] ?? 0);
  const next = back.slice();
  const froms = new Uint32Array(list.length);
  for (let from = 0; from < count; from += 1) {
    const end = starts[from + 1] ?? 0;
    for (let at = starts[from] ?? 0; at < end; at += 1) {
      const to = list[at] ?? 0;
      const place = next[to] ?? 0;
      froms[place] = from;
      next[to] = place + 1;
    }
  }
  return { starts: back, list: froms };
}
