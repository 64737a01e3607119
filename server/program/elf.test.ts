import { execFileSync } from 'node:child_process';
import { open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { programBytes } from '../testing/elf.js';
import { moduleId } from '../testing/manifests.js';
import { temporaryFolder } from '../testing/temporary.js';
import { ElfError, readSections } from './elf.js';

async function sectionsOf(path: string) {
  const file = await open(path, 'r');
  try {
    return await readSections(file, (await file.stat()).size);
  } finally {
    await file.close();
  }
}

const Readobj = z.array(
  z.object({
    Sections: z.array(
      z.object({
        Section: z.object({
          Name: z.object({ Name: z.string() }),
          Address: z.int(),
          Offset: z.int(),
          Size: z.int(),
        }),
      }),
    ),
  }),
);

test('reads the sections that llvm-readobj reads', async () => {
  const program = '/usr/bin/env';
  const output = execFileSync('llvm-readobj-22', ['--elf-output-style=JSON', '--sections', program], {
    encoding: 'utf8',
  });
  const expected = Readobj.parse(JSON.parse(output))[0]?.Sections.map(({ Section }) => ({
    name: Section.Name.Name,
    address: BigInt(Section.Address),
    offset: Section.Offset,
    size: Section.Size,
  }));
  const actual = await sectionsOf(program);
  expect(actual?.map(({ name, address, offset, size }) => ({ name, address, offset, size }))).toEqual(expected);
});

test('a file that is no program is not one, whatever its size', async () => {
  const path = join(temporaryFolder(), 'file');
  for (const contents of ['', '#!/bin/sh\n', '\x7fELF', 'x'.repeat(200)]) {
    await writeFile(path, contents, 'latin1');
    expect(await sectionsOf(path)).toBeUndefined();
  }
});

test('a program that is cut anywhere is damaged or no program, never a crash', async () => {
  const path = join(temporaryFolder(), 'cut');
  const whole = programBytes({ modules: [{ id: moduleId('a'), source: 'a.c' }], store: '/store' });
  for (let length = 0; length < whole.length; length += 7) {
    await writeFile(path, whole.subarray(0, length));
    const outcome = await sectionsOf(path).catch((error: unknown) => error);
    if (outcome !== undefined) expect(outcome).toBeInstanceOf(ElfError);
  }
});

test('flipped bits end in an answer or an ElfError', async () => {
  const path = join(temporaryFolder(), 'flipped');
  const whole = programBytes({ modules: [{ id: moduleId('a'), source: 'a.c' }], store: '/store' });
  const table = Number(whole.readBigUInt64LE(40));
  const structural = [...Array(whole.length).keys()].filter((at) => at < 64 || at >= table);
  for (const at of structural) {
    const bytes = Buffer.from(whole);
    bytes[at] = (bytes[at] ?? 0) ^ 0xff;
    await writeFile(path, bytes);
    await sectionsOf(path).catch((error: unknown) => expect(error).toBeInstanceOf(ElfError));
  }
});
