// What became of a program's functions: manifests say which are lazy and why not, the trace says which ran.
import fs from 'node:fs';
import path from 'node:path';
import readline from 'node:readline';

/** The modules in a store and their functions: lazy, eager, and eager by the reason's code. */
export function countFunctions(store) {
  const counts = { modules: 0, lazy: 0, eager: 0, reasons: {} };
  const modules = path.join(store, 'modules');
  if (!fs.existsSync(modules)) return counts;
  for (const name of fs.readdirSync(modules, { recursive: true })) {
    if (!name.endsWith('.json')) continue;
    counts.modules++;
    for (const { state, reason } of JSON.parse(fs.readFileSync(path.join(modules, name), 'utf8')).functions) {
      counts[state]++;
      if (reason) counts.reasons[reason.code] = (counts.reasons[reason.code] ?? 0) + 1;
    }
  }
  return counts;
}

/** Distinct functions that were materialized, the modules that they are in, and what each failed materialization said. */
export async function readTrace(file) {
  const [materialized, modules] = [new Set(), new Set()];
  const failures = [];
  if (!fs.existsSync(file)) return { materialized: 0, modules: 0, failures };
  for await (const line of readline.createInterface({ input: fs.createReadStream(file) })) {
    // Most lines are neither: looking is cheaper than parsing.
    if (!line.includes('"materialized"') && !line.includes('"failed"')) continue;
    const event = JSON.parse(line);
    if (event.event === 'materialized') {
      materialized.add(`${event.module} ${event.slot}`);
      modules.add(event.module);
    } else if (event.event === 'failed') failures.push(event.reason);
  }
  return { materialized: materialized.size, modules: modules.size, failures };
}
