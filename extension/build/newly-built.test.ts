import { expect, test } from 'vitest';
import type { ProgramSummary, RunSummary } from '../../protocol/lsp.js';
import { newlyBuilt } from './newly-built.js';

const program = (path: string, builtAt: number, hasMain = true) => ({ path, builtAt, hasMain }) as ProgramSummary;
const runOf = (path: string) => ({ program: path }) as RunSummary;

test('the next step is offered for the program that was built last, as long as it never ran', () => {
  const programs = [program('/w/old', 1), program('/w/new', 3), program('/w/libx.so', 4, false)];
  expect(newlyBuilt({ programs, runs: [runOf('/w/old')] })?.path).toBe('/w/new');
  expect(newlyBuilt({ programs, runs: [runOf('/w/new')] })).toBeUndefined();
  expect(newlyBuilt({ programs: [program('/w/libx.so', 4, false)], runs: [] })).toBeUndefined();
});
