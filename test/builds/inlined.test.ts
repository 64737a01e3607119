import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { GraphSlice } from '../../protocol/graph.js';
import { autojitCommand, build, emptyFolder, succeed } from './support.js';

const SOURCE = `
#include <stdio.h>
static int small(int x) { return x * 3; }
static int middle(int x) { return small(x) + small(x + 1); }
int main(int c, char **v) { (void)v; printf("%d\\n", middle(c)); return 0; }
`;

test('a function whose body ran inside others is inlined into them, in cold and in warm runs', () => {
  const folder = emptyFolder('inlined');
  writeFileSync(path.join(folder, 'p.c'), SOURCE);
  build(folder, ['cc', '-O2', '-g', 'p.c', '-o', 'p']);
  for (const trace of ['cold', 'warm']) {
    // Nothing is inlined into drafts.
    const run = ['env', 'AUTOJIT_TIERS=off', autojitCommand, 'run', '--trace', trace, '--', './p'];
    const { stderr } = succeed(folder, run);
    expect(stderr).toMatch(/3 functions: 1 materialized.*, 2 inlined, 0 stub, 0 eager/);
    const { stdout } = succeed(folder, [autojitCommand, 'report', 'p', '--trace', trace]);
    expect(stdout).toContain(
      'the run used 1 function, and 2 inlined into those, in 1 source; 0 stubs were never called',
    );
    const options = ['--view', 'live', '--format', 'json', '--trace', trace];
    const graph = JSON.parse(succeed(folder, [autojitCommand, 'graph', 'p', ...options]).stdout) as GraphSlice;
    expect(graph.nodes.map(({ label, state, inlinedInto }) => [label, state, inlinedInto])).toEqual([
      ['main', 'materialized', undefined],
      ['middle', 'inlined', 'main'],
      ['small', 'inlined', 'main'],
    ]);
    const text = succeed(folder, [
      autojitCommand,
      'graph',
      'p',
      '--view',
      'live',
      '--format',
      'text',
      '--trace',
      trace,
    ]);
    expect(text.stdout).toContain('inlined into main');
  }
});
