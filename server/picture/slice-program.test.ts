import { expect, test } from 'vitest';
import { linkCallGraph } from '../call-graph/link.js';
import { NO_RUN } from '../run/overlay.js';
import { manifest } from '../testing/manifests.js';
import { sliceProgram } from './slice-program.js';

const graph = linkCallGraph([
  manifest('a.cc', [{ name: '_ZN3App3runEv', display: 'App::run()', calls: ['_ZN3Log5printEv'] }]),
  manifest('b.cc', [{ name: '_ZN3Log5printEv', display: 'Log::print()' }]),
]);

test('a picture names its root and the ends of a path, also those that are folded in it', () => {
  const picture = sliceProgram(
    { graph, name: 'a', path: '/src/a', staleSources: [], modulesMissing: 0, file: { builtAt: 1 } },
    {
      ...{ program: '/src/a', view: 'regular', root: '_ZN3App3runEv', depthOut: 1, depthIn: 0, externals: false },
      path: { from: '_ZN3App3runEv', to: '_ZN3Log5printEv' },
      ...{ group: 'module', folds: { 'group:module:/src/b.cc': true }, limit: 100 },
    },
    { overlay: NO_RUN, id: undefined },
  );
  expect(picture.nodes.map(({ id }) => id)).toEqual(['_ZN3App3runEv']);
  expect(picture.names).toEqual({ _ZN3App3runEv: 'App::run', _ZN3Log5printEv: 'Log::print' });
});
