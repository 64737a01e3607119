import { execFileSync } from 'node:child_process';
import { symlinkSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ProblemError } from '../support/problem.js';
import { programBytes, writeProgram } from '../testing/elf.js';
import { moduleId } from '../testing/manifests.js';
import { temporaryFolder } from '../testing/temporary.js';
import { readAutojitProgram, readProgramFile } from './program-file.js';

test('reads modules and store by their relative addresses', async () => {
  const path = join(temporaryFolder(), 'prog');
  const [a, b] = [moduleId('a'), moduleId('b')];
  writeProgram(path, {
    modules: [
      { id: a, source: 'lib/a.c', slots: 3 },
      { id: b, source: '/src/b.c', slots: 1 },
    ],
    store: '/home/me/.autojit',
  });
  const program = await readProgramFile(path);
  expect(program?.modules).toEqual([
    { id: a, source: 'lib/a.c', slots: 3, imports: 0, store: '/home/me/.autojit' },
    { id: b, source: '/src/b.c', slots: 1, imports: 0, store: '/home/me/.autojit' },
  ]);
  expect(program?.stores).toEqual(['/home/me/.autojit']);
});

test.each([
  ['main.s', '.globl main\nmain: xorl %eax, %eax\n ret\n.section .note.GNU-stack,"",@progbits\n', true],
  ['main.c', 'int main(void) { return 0; }\n', false],
])('whether a compiler had a part in what is linked of %s', async (name, text, isAssembly) => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, name), text);
  execFileSync('clang-22', [name, '-o', 'prog'], { cwd: folder });
  expect((await readProgramFile(join(folder, 'prog')))?.isAssembly).toBe(isAssembly);
  execFileSync('clang-22', ['-s', name, '-o', 'stripped'], { cwd: folder });
  expect((await readProgramFile(join(folder, 'stripped')))?.isAssembly).toBe(false);
});

test('a link leads to the program it names', async () => {
  const folder = temporaryFolder();
  writeProgram(join(folder, 'prog'), { modules: [{ id: moduleId('a'), source: 'a.c' }], store: '/s' });
  symlinkSync('prog', join(folder, 'alias'));
  expect((await readProgramFile(join(folder, 'alias')))?.path).toBe(join(folder, 'prog'));
});

test('records of another version are a problem that says to rebuild', async () => {
  const path = join(temporaryFolder(), 'prog');
  writeProgram(path, { modules: [{ id: moduleId('a'), source: 'a.c' }], store: '/s', version: 1 });
  const error = await readProgramFile(path).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(ProblemError);
  expect((error as ProblemError).problem).toMatchObject({
    code: 'manifest-version',
    action: 'Rebuild the program with this version.',
  });
});

test('what was not built with AutoJIT is told apart from what is no program', async () => {
  const text = join(temporaryFolder(), 'notes');
  await writeFile(text, 'not a program');
  await expect(readAutojitProgram('/usr/bin/env')).rejects.toThrow('was not built with AutoJIT');
  await expect(readAutojitProgram(text)).rejects.toThrow('is not an x86-64 ELF program');
  await expect(readAutojitProgram('/nowhere')).rejects.toThrow('no such file or directory');
});

test('a section of countless stores is read like any other', async () => {
  const path = join(temporaryFolder(), 'prog');
  const stores = Array.from({ length: 200_000 }, (_, index) => `/s${String(index)}`);
  writeProgram(path, { modules: [{ id: moduleId('a'), source: 'a.c' }], store: stores.join('\0') });
  expect((await readProgramFile(path))?.stores).toEqual(stores);
});

test('sections that lie over each other are damage: each would be read in full', async () => {
  const path = join(temporaryFolder(), 'prog');
  const bytes = programBytes({ modules: [{ id: moduleId('a'), source: 'a.c' }], store: '/s' });
  const table = Number(bytes.readBigUInt64LE(40));
  // Every section is called autojit_store and is the whole file.
  for (let entry = 1; entry < 4; entry += 1) {
    const at = table + entry * 64;
    bytes.writeUInt32LE(bytes.readUInt32LE(table + 2 * 64), at);
    bytes.writeBigUInt64LE(0n, at + 24);
    bytes.writeBigUInt64LE(BigInt(bytes.length), at + 32);
  }
  await writeFile(path, bytes);
  await expect(readProgramFile(path)).rejects.toThrow('lie over each other');
});
