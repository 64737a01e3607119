import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ToolCheck } from '../../protocol/lsp.js';
import { temporaryFolder } from '../testing/temporary.js';
import { examine, toolchainProblem } from './doctor.js';
import { toolchainAt } from './locate.js';

/** A machine that has these commands with these answers to --version, and nothing else. */
async function examineMachine(commands: Record<string, string>, parts: string[] = [], store = temporaryFolder()) {
  const path = temporaryFolder();
  for (const [name, answer] of Object.entries(commands)) {
    writeFileSync(join(path, name), `#!/bin/sh\necho '${answer}'\n`, { mode: 0o755 });
  }
  const toolchain = temporaryFolder();
  for (const folder of ['bin', 'lib']) mkdirSync(join(toolchain, folder));
  for (const part of parts) writeFileSync(join(toolchain, part), '', { mode: 0o755 });
  return examine({ toolchain: toolchainAt(toolchain), store, env: { PATH: path }, llvm: '/nowhere' });
}

function named(checks: ToolCheck[], name: string): ToolCheck {
  return checks.find((check) => check.name === name) ?? expect.fail(`no check ${name}`);
}

const CLANG = { 'clang-22': 'Debian clang version 22.1.8 (1)', 'ld.lld-22': 'Debian LLD 22.1.8' };
const PARTS = [
  'bin/autojit-clang',
  'autojit.cfg',
  'lib/autojit-plugin-0123456789abcdef',
  'lib/libautojit.a',
  'lib/libautojit-runtime.so',
  'lib/libautojit-engine.so',
];

test('what is there has a version and a place', async () => {
  const checks = await examineMachine(CLANG, PARTS);
  expect(named(checks, 'clang')).toMatchObject({ ok: true, version: '22.1.8' });
  expect(named(checks, 'engine')).toMatchObject({ ok: true });
  expect(toolchainProblem(checks)).toBeUndefined();
});

test('what is missing says how to get it', async () => {
  const checks = await examineMachine({});
  expect(named(checks, 'clang').help).toMatch(/^Not found on PATH as clang-22 or clang\. .*apt-get install clang-22/);
  expect(named(checks, 'plugin').help).toContain('npm run build');
  expect(toolchainProblem(checks)).toMatchObject({ code: 'no-toolchain', message: 'clang is missing.' });
});

test('another LLVM major is its own message', async () => {
  const checks = await examineMachine({ ...CLANG, 'clang-22': '', clang: 'clang version 19.1.4' }, PARTS);
  expect(named(checks, 'clang')).toMatchObject({ ok: false, version: '19.1.4' });
  expect(toolchainProblem(checks)).toMatchObject({
    code: 'wrong-llvm',
    message: expect.stringContaining('clang is version 19.1.4') as string,
  });
});

test('what only building from source needs is not required', async () => {
  const checks = await examineMachine(CLANG, PARTS);
  expect(named(checks, 'cmake')).toMatchObject({ ok: false, required: false });
});

test('a store that cannot be written is named', async () => {
  const file = join(temporaryFolder(), 'file');
  writeFileSync(file, '');
  chmodSync(file, 0o600);
  const checks = await examineMachine(CLANG, PARTS, join(file, 'store'));
  expect(named(checks, 'store')).toMatchObject({ ok: false, required: true });
  expect(named(checks, 'store').help).toContain('a part of the path is not a directory');
});

test('a compiler that the environment names in the place of clang has to fit', async () => {
  const compiler = join(temporaryFolder(), 'clang');
  writeFileSync(compiler, '#!/bin/sh\necho "clang version 18.1.4"\n', { mode: 0o755 });
  const toolchain = toolchainAt(temporaryFolder());
  const checks = await examine({ toolchain, store: temporaryFolder(), env: { AUTOJIT_CLANG: compiler, PATH: '' } });
  expect(checks.filter(({ name }) => name === 'clang')).toMatchObject([{ ok: false, version: '18.1.4' }]);
  expect(toolchainProblem(checks)?.code).toBe('wrong-llvm');
});
