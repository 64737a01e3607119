import type { FunctionIndex } from './model.js';

/** Lists of function indices back to back in one array, one list for each function. */
export interface Rows {
  starts: Uint32Array;
  list: Uint32Array;
}

export function rowOf({ starts, list }: Rows, index: FunctionIndex): Uint32Array {
  return list.subarray(starts[index], starts[index + 1]);
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
