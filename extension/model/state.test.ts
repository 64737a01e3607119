import { expect, test } from 'vitest';
import { decideState, type Facts } from './state.js';

const well: Facts = {
  system: 'linux x64',
  trusted: true,
  serverProblem: undefined,
  programs: [],
  regular: [],
  tools: [{ name: 'clang', ok: true, required: true, version: '22.1.8' }],
  settled: true,
};
const program = { name: 'a' } as Facts['programs'][number];
const state = (change: Partial<Facts>) => decideState({ ...well, ...change });

const compiled = (name: string) => ({ name, assembly: false });

test('another system comes first, and is told where the folder can be opened', () => {
  expect(state({ system: 'win32 x64', programs: [program] })).toEqual([
    'wrongSystem',
    expect.stringMatching(/this is win32 x64\. Open the folder in WSL, in a container/),
  ]);
});

test('a program that was built shows in a workspace that is not trusted, and without a toolchain', () => {
  const tools = [{ name: 'clang', ok: false, required: true }];
  expect(state({ programs: [program], trusted: false, tools })).toEqual(['ready', '']);
});

test('a missing tool and one of another version are different states', () => {
  const missing = { name: 'clang', ok: false, required: true, help: 'Install it.' };
  expect(state({ tools: [missing] })).toEqual(['noToolchain', 'clang: Install it.']);
  expect(state({ tools: [{ ...missing, version: '19.1.4' }] })[0]).toBe('wrongLlvm');
});

test('programs that were built without AutoJIT are named', () => {
  expect(state({ regular: [compiled('a')] })).toEqual([
    'regularOnly',
    expect.stringMatching(/^a was built without AutoJIT\./),
  ]);
  expect(state({ regular: ['a', 'b', 'c', 'd'].map(compiled) })[1]).toMatch(
    /^a, b, c and 1 more were built without AutoJIT\./,
  );
});

test('a program of assembly alone was not built without AutoJIT: there is nothing for it to do', () => {
  const assembly = { name: 'a', assembly: true };
  expect(state({ regular: [assembly] })).toEqual([
    'noFunctions',
    expect.stringMatching(/^a contains only assembly code/),
  ]);
  expect(state({ regular: [assembly, compiled('b')] })).toEqual(['regularOnly', expect.stringMatching(/^b was built/)]);
});

test('nothing is claimed before it was looked for', () => {
  expect(state({ settled: false })).toEqual(['starting', 'Looking for programs…']);
  expect(state({})[0]).toBe('noProgram');
});
