import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Took } from '../../server/remote/push.js';
import { names } from './store.js';

/** How long making each function took, by the traces that `autojit run` left in these stores; the longest counts. */
export async function makingTimes(stores: readonly string[]): Promise<Took> {
  const times = new Map<string, number>();
  for (const store of stores)
    for (const name of await names(join(store, 'runs')))
      if (name.endsWith('.jsonl')) addTimes(times, await readFile(join(store, 'runs', name), 'utf8'));
  return (module, slot, draft) => times.get(nameOf(module, slot, draft)) ?? 0;
}

/** Lines that were cut off or are of another version are no reason to leave the others. */
function addTimes(times: Map<string, number>, trace: string): void {
  for (const line of trace.split('\n')) {
    const [, event, module = '', slot, ns] =
      /"event":"(materialized|replaced)",.*?"module":"([0-9a-f]{64})","slot":(\d+),.*?"ns":(\d+)/.exec(line) ?? [];
    if (event === undefined || line.includes('"kept":true')) continue;
    const name = nameOf(module, Number(slot), event === 'materialized' && line.includes('"tier":"draft"'));
    times.set(name, Math.max(times.get(name) ?? 0, Math.round(Number(ns) / 1000)));
  }
}

const nameOf = (module: string, slot: number, draft: boolean): string => `${module} ${String(slot)} ${String(draft)}`;
