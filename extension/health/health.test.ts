import { expect, test } from 'vitest';
import type { Problem } from '../../protocol/lsp.js';
import { healthOf } from './health.js';

const stale: Problem = { code: 'stale', message: 'a.c changed after this build.', action: 'Build again.' };
const gone: Problem = { code: 'store-gone', message: 'The store is gone.', action: 'Rebuild.' };
const ready = (problems: Problem[] = []) => ({
  ...({ state: 'ready', reason: '', runs: [] } as const),
  programs: [{ name: 'a', problems }],
});

test('all is well: the graph is one click away', () => {
  expect(healthOf(ready())).toMatchObject({ text: '$(type-hierarchy) AutoJIT', command: 'autojit.showGraph' });
});

test('a stale build is one word, its sources are in the tooltip', () => {
  const health = healthOf(ready([stale]));
  expect(health).toMatchObject({ text: '$(warning) AutoJIT: stale', severity: 'warning' });
  expect(health.tooltip).toBe('1 program built with AutoJIT\na: a.c changed after this build. Build again.');
});

test('what is worse than stale is counted', () => {
  expect(healthOf(ready([stale, gone])).text).toBe('$(warning) AutoJIT: 2 problems');
});

test('a running program is named before problems', () => {
  expect(healthOf({ ...ready([stale]), runs: [{ status: 'running' }] }).text).toBe('$(play) AutoJIT: running');
});

test('a state that stops everything has its reason and the command that leads on', () => {
  const health = healthOf({ ...ready(), state: 'wrongLlvm', reason: 'clang is version 19.' });
  expect(health).toEqual({
    text: '$(error) AutoJIT: wrong LLVM version',
    tooltip: 'clang is version 19.',
    command: 'autojit.doctor',
    severity: 'error',
  });
});
