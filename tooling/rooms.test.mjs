import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { cruise } from 'dependency-cruiser';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { cruiseOptions, importRules } from './imports.mjs';
import { circlesOfIncludes, wrongIncludes } from './includes.mjs';
import { readRooms, roomOf } from './rooms.mjs';

const TABLES = `
| room | what is in it | may know |
|---|---|---|
| \`toolchain/include\` | headers | \`libc\` |
| \`toolchain/runtime\` | C | \`toolchain/include\`, \`libc\` |

| room | what is in it | may know |
|---|---|---|
| \`low\` | schemas | \`zod\` |
| \`part/one\` | first | \`low\` |
| \`part/two\` | second | \`low\`, \`Node\` |
| \`part/*\` | all of it | \`part/\`, \`vscode\` |
`;

let folder;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'rooms-'));
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

function write(files) {
  for (const [name, text] of Object.entries(files)) {
    fs.mkdirSync(path.join(folder, path.dirname(name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), text);
  }
}

async function violations(files) {
  write(files);
  const ruleSet = { forbidden: importRules(readRooms(TABLES)) };
  const { output } = await cruise(fs.readdirSync(folder), {
    ...cruiseOptions,
    baseDir: folder,
    ruleSet,
  });
  return output.summary.violations.map(({ from, rule }) => `${from}: ${rule.name}`);
}

test('what the rows name may be imported', async () => {
  const files = {
    'low/schema.ts': 'export const schema = 1;',
    'part/one/a.ts': "import { schema } from '../../low/schema.js'; export const a = schema;",
    'part/two/b.ts': "import fs from 'node:fs'; export const b = fs;",
    'part/two/b.test.ts': "import { a } from '../one/a.js'; export const c = a;",
    'part/main.ts': "import vscode from 'vscode'; import { a } from './one/a.js'; export const m = [vscode, a];",
  };
  expect(await violations(files)).toEqual([]);
});

test.each([
  ['a room that its row does not name', 'part/one/a.ts', '../two/b.js', 'part/one knows what its row names'],
  ['a room above it, if only for a type', 'low/schema.ts', '../part/two/b.js', 'low knows what its row names'],
  ['Node', 'part/one/a.ts', 'node:fs', 'part/one runs without Node'],
  ['VS Code', 'part/two/c.ts', 'vscode', 'part/two runs outside VS Code'],
  ['a file only for tests', 'part/two/c.ts', './testing/fake.js', 'nothing but tests knows tests'],
  ['a room from a folder without a row', 'part/three/c.ts', '../two/b.js', 'each folder is a room'],
])('%s may not be imported', async (_, file, target, rule) => {
  const files = {
    'part/two/b.ts': 'export interface B { x: number }',
    'part/two/testing/fake.ts': 'export interface B { x: number }',
    [file]: `import type { B } from '${target}'; export const b: B | undefined = undefined;`,
  };
  expect(await violations(files)).toContain(`${file}: ${rule}`);
});

test('a circle of files is found inside a room too', async () => {
  const files = {
    'part/two/a.ts': "import type { B } from './b.js'; export interface A { b?: B }",
    'part/two/b.ts': "import type { A } from './a.js'; export interface B { a?: A }",
  };
  expect(await violations(files)).toContain('part/two/a.ts: no circles');
});

test('a row may only name rows above it, so rooms make no circle', () => {
  const upward = TABLES.replace('| `low` | schemas | `zod` |', '| `part/zero` | lowest | `part/two` |');
  expect(() => readRooms(upward)).toThrow('the row of `part/zero` names `part/two`, which has no row above it');
});

test('includes: beside the file, of the folders that compilers search, of libc and C++', () => {
  write({
    'toolchain/include/autojit/image.h': '#include <stdint.h>\n',
    'toolchain/runtime/map.h': '#include "images/log.h"\n',
    'toolchain/runtime/images/log.h': '#include "autojit/image.h"\n',
    'toolchain/include/autojit/wrong.h': '#include "map.h"\n# include <string>\n',
    'toolchain/runtime/wrong.c': '#include <llvm/IR/Module.h>\n',
    'toolchain/other/a.c': '',
  });
  const files = fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .sort();
  expect(wrongIncludes(files, readRooms(TABLES), folder)).toEqual([
    'toolchain/include/autojit/wrong.h: toolchain/include may not include map.h (toolchain/runtime); see docs/architecture.md.',
    'toolchain/include/autojit/wrong.h: toolchain/include may not include string (C++); see docs/architecture.md.',
    'toolchain/other/a.c: its folder has no row in docs/architecture.md.',
    'toolchain/runtime/wrong.c: toolchain/runtime may not include llvm/IR/Module.h (LLVM); see docs/architecture.md.',
  ]);
});

test('a header and its source are one, and make no circle with others', () => {
  const files = {
    'toolchain/runtime/lock.h': '#include "life.h"',
    'toolchain/runtime/lock.c': '#include "lock.h"\n#include "turn.h"',
    'toolchain/runtime/life.h': '#include <stdbool.h>',
    'toolchain/runtime/turn.h': '#include "life.h"',
    'toolchain/runtime/turn.c': '#include "turn.h"\n#include "lock.h"',
  };
  write(files);
  const all = Object.keys(files);
  const [lock, turn] = ['toolchain/runtime/lock', 'toolchain/runtime/turn'];
  expect(circlesOfIncludes(all, folder)).toEqual([`${lock} → ${turn} → ${lock}: a circle of includes.`]);
  write({ 'toolchain/runtime/turn.c': '#include "turn.h"\n#include "life.h"' });
  expect(circlesOfIncludes(all, folder)).toEqual([]);
});

test('the tables of docs/architecture.md are read: what must never be known is not', () => {
  const rooms = readRooms();
  const named = (name) => rooms.find((room) => room.name === name) ?? expect.fail(name);
  expect(rooms.length).toBeGreaterThan(50);
  const withoutEditor = rooms.filter(({ folder: at }) => /^(protocol|server|cli|webview)\b/.test(at));
  expect(withoutEditor.filter(({ packages }) => packages.includes('vscode'))).toEqual([]);
  expect(named('toolchain/runtime').packages).toEqual(['libc']);
  expect(named('toolchain/linker').packages).not.toContain('LLVM');
  expect(named('server/*').knows.map(({ name }) => name)).toContain('server/lsp');
  expect(roomOf('toolchain/runtime/images/find.c', rooms)?.name).toBe('toolchain/runtime');
  expect(roomOf('webview/main.ts', rooms)?.name).toBe('webview/*');
  expect(roomOf('webview/unknown/a.ts', rooms)).toBeUndefined();
});
