import { symlinkSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ProblemError } from '../problem.js';
import { writeProgram } from '../testing/elf.js';
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

test('a link leads to the program it names', async () => {
  const folder = temporaryFolder();
  writeProgram(join(folder, 'prog'), { modules: [{ id: moduleId('a'), source: 'a.c' }], store: '/s' });
  symlinkSync('prog', join(folder, 'alias'));
  expect((await readProgramFile(join(folder, 'alias')))?.path).toBe(join(folder, 'prog'));
});

test('records of another version are a problem that says to rebuild', async () => {
  const path = join(temporaryFolder(), 'prog');
  writeProgram(path, { modules: [{ id: moduleId('a'), source: 'a.c' }], store: '/s', version: 2 });
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
