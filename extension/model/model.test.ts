import { beforeEach, expect, test, vi } from 'vitest';
import {
  FunctionSummary,
  type ModuleSummary,
  type ProgramSummary,
  type RunSummary,
  type StateCounts,
} from '../../protocol/lsp.js';
import type { ServerClient } from './client.js';
import { Model, type StatesChanged } from './model.js';

vi.mock('vscode', async () => ({
  ...(await import('../testing/vscode.js')),
  EventEmitter: class {
    fire(): void {
      // Nobody listens here.
    }
  },
  workspace: { isTrusted: true },
  commands: { executeCommand: () => Promise.resolve() },
}));

const counts = (materialized: number): StateCounts => ({
  ...{ functions: 2, stub: 2 - materialized, materializing: 0, materialized, inlined: 0, eager: 0, failed: 0 },
});
const plainModules = (): ModuleSummary[] => [
  {
    ...{ source: '/w/a.c', name: 'a.c', counts: counts(0) },
    functions: [
      { id: 'main', label: 'main', state: 'stub', line: 3 },
      { id: 'f', label: 'f', state: 'stub', line: 9 },
    ],
  },
];
const program = {
  path: '/w/prog',
  name: 'prog',
  builtAt: 1,
  counts: counts(0),
  problems: [],
} as unknown as ProgramSummary;
const run = (id: string, more: Partial<RunSummary> = {}): RunSummary => ({
  ...{ id, program: '/w/prog', name: 'prog', args: [], startedAt: 1, status: 'running', materialized: 1, failed: 0 },
  ...{ engineMs: 1, problems: [], ...more },
});
const materialized = (id: string, of: RunSummary): StatesChanged =>
  ({
    ...{ program: '/w/prog', run: of, counts: counts(1) },
    changes: [{ run: of.id, node: { id, label: id, state: 'materialized', ms: 2, bytes: 30, callers: 0, callees: 0 } }],
  }) as unknown as StatesChanged;

let modules: ModuleSummary[];
let model: Model;
let tell: Record<string, (params: unknown) => void>;
let asked: string[];

beforeEach(() => {
  modules = plainModules();
  tell = {};
  asked = [];
  const client = {
    on: (name: string, listener: (params: unknown) => void) => (tell[name] = listener),
    request: (name: string) => {
      asked.push(name);
      return Promise.resolve(name === 'modules' ? modules : []);
    },
  };
  model = new Model(client as unknown as ServerClient);
  tell['programsChanged']?.({ programs: [program], regular: [] });
});

const statesOf = async (): Promise<string[]> =>
  (await model.modulesOf('/w/prog')).flatMap(({ functions }) => functions.map(({ id, state }) => `${id} ${state}`));

test('states of a run are put into the lists that were asked for, which are asked for once', async () => {
  tell['statesChanged']?.(materialized('main', run('one')));
  await model.modulesOf('/w/prog');
  tell['statesChanged']?.(materialized('f', run('one')));
  expect(await statesOf()).toEqual(['main stub', 'f materialized']);
  expect((await model.modulesOf('/w/prog'))[0]?.functions[1]).toEqual({
    ...{ id: 'f', label: 'f', state: 'materialized', line: 9, ms: 2, bytes: 30 },
  });
  expect(model.find('/w/prog')?.counts.materialized).toBe(1);
  expect(asked.filter((name) => name === 'modules')).toHaveLength(1);
});

test('all that the lists have of a function is patched, and what a run does not change stays', async () => {
  const kept = { id: 'f', label: 'f of a.c', reason: { code: 'r', text: 't' }, file: '/w/a.c', line: 9 };
  const library = { library: 'zlib', template: 'f<…>' };
  const state = { state: 'materialized', tier: 'final', generation: 2, waiting: true, ms: 2, bytes: 30 };
  const after = { ...kept, ...library, ...state, materializedBy: 'main', inlinedInto: 'main' } as const;
  expect(Object.keys(after).sort(), 'each field has a value here').toEqual(Object.keys(FunctionSummary.shape).sort());
  modules[0]?.functions.splice(0, 2, { ...kept, ...library, state: 'stub' });
  tell['statesChanged']?.(materialized('main', run('one')));
  await model.modulesOf('/w/prog');
  const node = { ...after, label: 'f', signature: 'f()', kind: 'function', module: 'a.c', callers: 0, callees: 0 };
  const change = { ...materialized('f', run('one')), changes: [{ run: 'one', node }] };
  tell['statesChanged']?.(change);
  expect((await model.modulesOf('/w/prog'))[0]?.functions).toEqual([after]);
});

test('a new run begins with stubs', async () => {
  tell['statesChanged']?.(materialized('main', run('one')));
  await model.modulesOf('/w/prog');
  tell['statesChanged']?.(materialized('f', run('two')));
  await model.modulesOf('/w/prog');
  expect(asked.filter((name) => name === 'modules')).toHaveLength(2);
  expect(model.runs.map(({ id }) => id)).toEqual(['two', 'one']);
});

test('a single process that somebody looks at changes no list of the program', async () => {
  tell['statesChanged']?.(materialized('main', run('one')));
  await model.modulesOf('/w/prog');
  tell['statesChanged']?.(materialized('f', run('one#7', { process: 7 })));
  expect(await statesOf()).toEqual(['main stub', 'f stub']);
  expect(asked.filter((name) => name === 'modules')).toHaveLength(1);
  expect(model.runs.map(({ id }) => id)).toEqual(['one#7', 'one']);
});

test('what was built again is asked for again, and what was run last is most likely meant', async () => {
  await model.modulesOf('/w/prog');
  const other = { ...program, path: '/w/other', builtAt: 2 };
  tell['programsChanged']?.({ programs: [program, other], regular: [] });
  await model.modulesOf('/w/prog');
  expect(asked.filter((name) => name === 'modules')).toHaveLength(2);
  expect(model.likely.map(({ path }) => path)).toEqual(['/w/other', '/w/prog']);
  tell['runsChanged']?.({ runs: [run('one')] });
  expect(model.likely.map(({ path }) => path)).toEqual(['/w/prog', '/w/other']);
});
