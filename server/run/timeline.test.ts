import { expect, test } from 'vitest';
import { linkCallGraph } from '../call-graph/link.js';
import { manifest } from '../testing/manifests.js';
import { event } from '../testing/trace.js';
import { Run } from './run.js';
import { timelineOf } from './timeline.js';

test('a timeline has the functions in their order, with their times, callers and sums', () => {
  const module = manifest('a.c', [{ name: 'main' }, { name: 'f' }, { name: 'never' }]);
  const graph = linkCallGraph([module]);
  const run = new Run({ id: 'one', program: '/p/a', args: [], startedAt: 0, trace: '/nowhere', graph });
  const ref = (slot: number) => ({ module: module.module, slot });
  run.state.apply(event({ event: 'engine', ns: 24_000_000 }, 100, 25_000_000));
  run.state.apply(event({ event: 'materialized', ...ref(0), tid: 1, ns: 2_000_000, bytes: 100 }, 100, 30_000_000));
  run.state.apply(
    event({ event: 'materialized', ...ref(1), tid: 1, ns: 0, bytes: 50, kept: true, caller: ref(0) }, 100, 41_000_000),
  );
  expect(timelineOf(run)).toMatchObject({
    lasted: 41,
    engineLoadMs: 24,
    bytes: 150,
    kept: 1,
    omitted: 0,
    materializations: [
      { id: 'main', order: 1, at: 30, ms: 2, bytes: 100, kept: false },
      { id: 'f', order: 2, at: 41, ms: 0, kept: true, by: 'main' },
    ],
  });
});
