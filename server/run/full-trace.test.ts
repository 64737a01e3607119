import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { linkCallGraph } from '../call-graph/link.js';
import { manifest } from '../testing/manifests.js';
import { temporaryFolder } from '../testing/temporary.js';
import { line, start } from '../testing/trace.js';
import { Run } from './run.js';

/** As if a trace had room for two of the longest lines. */
vi.mock('../../protocol/trace.js', async (original) => ({
  ...(await original<object>()),
  TRACE_LIMIT: 8192,
}));

const app = manifest('app.c', [{ name: 'main' }, { name: 'f' }]);
const made = line({ event: 'materialized', module: app.module, slot: 0, tid: 1, ns: 1_000_000, bytes: 8 });
const exited = line({ event: 'exited', status: 0, materialized: 900, engineNs: 1 });

async function problemsWith(lines: number): Promise<string[]> {
  const trace = join(temporaryFolder(), 'run.jsonl');
  writeFileSync(trace, line(start('/p')) + made.repeat(lines) + exited);
  const graph = linkCallGraph([app]);
  const run = new Run({ id: 'one', program: '/p', args: [], startedAt: 0, trace, graph });
  await run.finish({ kind: 'reported', exitCode: 0 });
  return run.summary().problems.map(({ message }) => message.replace(trace, 'TRACE'));
}

test('of a trace that is as large as it may be is said that it does not tell all', async () => {
  expect(await problemsWith(3)).toEqual([]);
  expect(await problemsWith(Math.ceil(6000 / made.length))).toEqual([
    'The trace TRACE is as large as it may be, 8.2 kB: what the program did after that is not in it.',
  ]);
});
