import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { linkCallGraph } from '../call-graph/link.js';
import { manifest } from '../testing/manifests.js';
import { temporaryFolder } from '../testing/temporary.js';
import { addEager, removeEager } from './edit.js';
import { pin } from './pin.js';
import { hasWayOut, REASON_CODES } from './reasons.js';
import { whyEager } from './why-eager.js';

const TOML = `# choices of ours
exclude = ["third_party/*"]   # not ours

eager = [
  "crc32_*",   # table
  "ns::hot",   # loop
]
`;

function functionOf(folder: string, display: string, eager?: string) {
  const sketch = { name: '_Zsymbol', display, ...(eager === undefined ? {} : { eager }) };
  const [fn] = linkCallGraph([manifest('a.cpp', [sketch], { directory: folder })]).functions;
  return fn ?? expect.fail();
}

test('a pattern is added behind the others; comments and layout stay', () => {
  expect(addEager(TOML, 'f(int)')).toBe(TOML.replace('# loop\n', '# loop\n  "f(int)",\n'));
  expect(addEager('include = ["s/*"] # s\n', 'f')).toBe('include = ["s/*"] # s\neager = ["f"]\n');
  expect(addEager(TOML, 'ns::hot')).toBe(TOML);
  expect(addEager('a = 1\n\n[table]\neager = 2\n', 'f')).toBe('a = 1\n\neager = ["f"]\n[table]\neager = 2\n');
  expect(addEager('eager = [] # none\r\n', 'f')).toBe('eager = ["f"] # none\r\n');
  expect(addEager('eager = [\n  "a" # a\n]\n', 'f')).toBe('eager = [\n  "a", # a\n  "f"\n]\n');
  expect(() => addEager('eager = "a"\n', 'f')).toThrow('eager must be a list of patterns in quotes');
});

test('a pattern leaves with its line and the comment on it, and only it', () => {
  expect(removeEager(TOML, ['crc32_*'])).toBe(TOML.replace('  "crc32_*",   # table\n', ''));
  expect(removeEager('eager = ["a", "b"] # two\n', ['a'])).toBe('eager = ["b"] # two\n');
  expect(removeEager('eager = ["a", \'b\', "c",]\n', ['b', 'c'])).toBe('eager = ["a",]\n');
  expect(removeEager('eager = ["a",]\n', ['a'])).toBe('eager = []\n');
  expect(removeEager("eager = ['a', 'b'] # two\n", ['b'])).toBe("eager = ['a'] # two\n");
  expect(removeEager(TOML, ['crc32_*', 'ns::hot'])).toContain('eager = [\n]\n');
  expect(removeEager('eager = ["]#"]', [']#'])).toBe('eager = []');
  expect(removeEager(TOML, ['hot'])).toBe(TOML);
});

test('a pin goes to the nearest autojit.toml of the workspace, else to a new one at its root', async () => {
  const root = temporaryFolder();
  const fn = functionOf(root, 'ns::hot(int)');
  const file = join(root, 'autojit.toml');
  const place = { roots: [root], open: {} };
  expect(await pin(fn, true, place)).toEqual({ edits: [{ file, text: 'eager = ["ns::hot(int)"]\n' }] });
  writeFileSync(file, 'eager = ["cold"]\n');
  expect((await pin(fn, true, place)).edits[0]?.text).toBe('eager = ["cold", "ns::hot(int)"]\n');
  const open = { [file]: '# not saved yet\n' };
  expect((await pin(fn, true, { roots: [root], open })).edits[0]?.text).toMatch(/^# not saved yet\n/);
});

test('a function whose name means something in a pattern is pinned by its symbol', async () => {
  const root = temporaryFolder();
  const { edits } = await pin(functionOf(root, 'V::operator[](int)'), true, { roots: [root], open: {} });
  expect(edits[0]?.text).toContain('"_Zsymbol"');
});

test('unpinning takes out every way to write the name, and says why where that is not enough', async () => {
  const root = temporaryFolder();
  const place = { roots: [root], open: {} };
  const file = join(root, 'autojit.toml');
  writeFileSync(file, 'eager = ["ns::hot", "_Zsymbol", "ns::*"]\n');
  const pinned = functionOf(root, 'ns::hot(int)', 'excluded-name');
  expect((await pin(pinned, false, place)).edits).toEqual([{ file, text: 'eager = ["ns::*"]\n' }]);
  writeFileSync(file, 'eager = ["ns::*"]\n');
  await expect(pin(pinned, false, place)).rejects.toThrow(
    /pattern that fits more .* Change the pattern in .*autojit\.toml/,
  );
  await expect(pin(functionOf(root, 'f()', 'inline-asm'), false, place)).rejects.toThrow(
    /cannot be lazy.*Put the assembly/,
  );
  writeFileSync(file, 'eager = [');
  await expect(pin(pinned, true, place)).rejects.toThrow(/autojit\.toml is not valid: .*Correct it/);
});

test('each reason of docs/eager.md is explained, and no other', () => {
  const docs = readFileSync(join(__dirname, '../../docs/eager.md'), 'utf8');
  const rows = docs.split('\n').filter((line) => line.startsWith('| `'));
  const codes = rows.flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`([\w-]+)`/g)].map(([, code]) => code));
  expect([...REASON_CODES].sort()).toEqual([...codes].sort());
});

test('the answer names what it is, why, and what to do', async () => {
  const folder = temporaryFolder();
  const text = await whyEager(functionOf(folder, 'f()', 'inline-asm'));
  expect(text).toMatch(/^# Why is f eager\?/);
  for (const part of ['**What.**', '**Why.**', '**What to do.** Put the assembly']) expect(text).toContain(part);
  writeFileSync(join(folder, 'autojit.toml'), 'eager = ["f"]\n');
  expect(await whyEager(functionOf(folder, 'f()', 'excluded-name'))).toContain('eager = ["f"]');
  expect(await whyEager(functionOf(folder, 'f()'))).toContain('It is lazy');
});

test('what nobody can change is told from what somebody can', () => {
  expect(['naked', 'static-initializer', 'of another version'].filter(hasWayOut)).toEqual([]);
  expect(['inline-asm', 'section', 'instrumented', 'excluded-name'].filter((code) => !hasWayOut(code))).toEqual([]);
});

test('names are shown as they are, whatever they mean in Markdown', async () => {
  const text = await whyEager(functionOf(temporaryFolder(), 'operator*<`a`>(größe)', 'inline-asm'));
  expect(text).toMatch(/^# Why is operator\\\*/);
  expect(text).toContain('``operator*<`a`>(größe)``');
});
