import { execFileSync } from 'node:child_process';
import { open } from 'node:fs/promises';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { readSections } from './elf.js';
import { SymbolTable } from './symbol-table.js';

const Numbered = z.object({ Value: z.int() });
const Readobj = z.tuple([
  z.object({
    DynamicSymbols: z.array(
      z.object({
        Symbol: z.object({
          Name: z.object({ Name: z.string() }),
          Value: z.int(),
          Size: z.int(),
          Binding: Numbered,
          Type: Numbered,
          Section: Numbered,
        }),
      }),
    ),
  }),
]);

/** It has symbols of itself and of others, functions, data, weak ones and versions. */
const LIBRARY = '/lib/x86_64-linux-gnu/libstdc++.so.6';

test('reads the symbols that llvm-readobj reads', async () => {
  const output = execFileSync('llvm-readobj-22', ['--elf-output-style=JSON', '--dyn-symbols', LIBRARY], {
    encoding: 'utf8',
    maxBuffer: 64 << 20,
  });
  const [{ DynamicSymbols }] = Readobj.parse(JSON.parse(output));
  const expected = DynamicSymbols.map(({ Symbol }) => ({
    name: Symbol.Name.Name.replace(/@.*/s, ''),
    address: BigInt(Symbol.Value),
    size: BigInt(Symbol.Size),
    type: Symbol.Type.Value,
    binding: Symbol.Binding.Value,
    isDefined: Symbol.Section.Value !== 0,
  }));
  const file = await open(LIBRARY, 'r');
  try {
    const { size } = await file.stat();
    const table = await SymbolTable.read(file, size, (await readSections(file, size)) ?? [], ['all', 'exported']);
    expect(table?.kind).toBe('exported');
    const nameOf = await table?.names();
    const actual = Array.from({ length: table?.count ?? 0 }, (_, symbol) => ({
      name: nameOf?.(symbol),
      address: table?.address(symbol),
      size: table?.size(symbol),
      type: table?.type(symbol),
      binding: table?.binding(symbol),
      isDefined: table?.isDefined(symbol),
    }));
    expect(actual).toEqual(expected);
  } finally {
    await file.close();
  }
});
