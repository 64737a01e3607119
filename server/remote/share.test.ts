import { chmodSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { id, makeDraft, makeEntry } from '../testing/log-entries.js';
import { temporaryFolder } from '../testing/temporary.js';
import { readAnswer, writeAnswer } from './action-result.js';
import { isDraft, type LogEntry } from './entries.js';
import { FolderTransport } from './folder.js';
import { digestOf, makeKey, readSecretKey, signFor, type SigningKey } from './keys.js';
import { packKey, programKey, type SharedProgram } from './names.js';
import { writePack } from './pack.js';
import { findList, pull, type PulledEntry } from './pull.js';
import { push } from './push.js';
import { TeamCache } from './team-cache.js';

const BUILD = '0123456789abcdef0123456789abcdef';
const OTHER_BUILD = 'fedcba9876543210fedcba9876543210';
const newKey = (): SigningKey => readSecretKey(makeKey().secretWord) as SigningKey;

let folder: string;
let ci: SigningKey;
beforeEach(() => {
  folder = temporaryFolder();
  ci = newKey();
});

const cacheOf = (trust: SigningKey[], signing?: SigningKey): TeamCache =>
  new TeamCache(
    new FolderTransport(folder),
    trust.map(({ publicWord }) => publicWord),
    signing,
    AbortSignal.timeout(20_000),
  );

/** Built in a checkout: ids are its own where debug info names its folder. */
const checkout = (name: string, digits: string): SharedProgram => ({
  build: BUILD,
  name,
  modules: [
    { id: id(digits[0] ?? ''), portable: id('a'), source: 'a.c', slots: 3 },
    { id: id(digits[1] ?? ''), portable: id('b'), source: 'b.c', slots: 3 },
  ],
});
const here = checkout('app', '12');
const there = checkout('app', '34');
const logHere = [
  makeEntry([id('2'), id('1')], 1, 'first'),
  makeEntry([id('1')], 0, 'second'),
  makeEntry([id('2')], 2, 'third'),
];

const nothing = (): boolean => false;
const told = (entries: LogEntry[]): [string | undefined, number][] =>
  entries.map(({ module, slot }) => [module[0], slot]);
const files = (space: string): string[] => readdirSync(join(folder, space)).map((name) => join(folder, space, name));

describe('two machines', () => {
  test('what one made the other has, under its own ids and in the order of first calls', async () => {
    expect(await push(cacheOf([ci], ci), here, logHere)).toEqual({ functions: 3, added: 3, complete: true });
    const cache = cacheOf([ci]);
    const entries = await pull(cache, there, nothing);
    expect(told(entries)).toEqual([
      ['4', 1],
      ['3', 0],
      ['4', 2],
    ]);
    expect(entries[0]?.bytes.includes(Buffer.from(id('3'), 'hex'))).toBe(true);
    expect(cache.counts.misses).toEqual({});
  });

  test('what is here is not fetched again', async () => {
    await push(cacheOf([ci], ci), here, logHere);
    const cache = cacheOf([ci]);
    expect(await pull(cache, there, (module) => module === id('4'))).toHaveLength(1);
    expect(await pull(cache, there, () => true)).toEqual([]);
    // Nor are its modules asked for, though they have functions that nobody called yet: the list says all.
    const again = cacheOf([ci]);
    const called = [
      ['4', 1],
      ['3', 0],
      ['4', 2],
    ] as const;
    const isHere = (module: string, slot: number): boolean => called.some(([m, s]) => id(m) === module && s === slot);
    expect(await pull(again, there, isHere)).toEqual([]);
    expect(again.counts.requests).toBe(2);
  });

  test('two pushes are one cache, and pushing the same again sends no blob', async () => {
    await push(cacheOf([ci], ci), here, logHere.slice(0, 1));
    expect(await push(cacheOf([ci], ci), there, [makeEntry([id('3')], 2)])).toMatchObject({ functions: 2, added: 1 });
    expect(told(await pull(cacheOf([ci]), here, nothing))).toEqual([
      ['2', 1],
      ['1', 2],
    ]);
    const blobs = files('cas').length;
    expect(await push(cacheOf([ci], ci), there, [makeEntry([id('3')], 2)])).toMatchObject({ functions: 2, added: 0 });
    expect(files('cas')).toHaveLength(blobs);
  });

  test('another program that has one of the modules gets what is of that', async () => {
    await push(cacheOf([ci], ci), here, logHere);
    const tool: SharedProgram = {
      build: BUILD,
      name: 'tool',
      modules: [{ id: id('a'), portable: id('a'), source: 'x.c', slots: 3 }],
    };
    expect(told(await pull(cacheOf([ci]), tool, nothing))).toEqual([['a', 0]]);
  });

  test('an edited program gets what is of its other modules', async () => {
    await push(cacheOf([ci], ci), here, logHere);
    const edited = {
      ...there,
      modules: there.modules.map((module, index) => (index === 0 ? { ...module, portable: id('e') } : module)),
    };
    const cache = cacheOf([ci]);
    const entries = await pull(cache, edited, nothing);
    // Slot 1 draws on the module that was edited.
    expect(told(entries.filter(({ earlier }) => !earlier))).toEqual([['4', 2]]);
    expect(cache.counts.misses).toEqual({ absent: 2 });
    // Of that, what it was before, for the engine to know again by content; once.
    expect(told(entries.filter(({ earlier }) => earlier))).toEqual([['a', 0]]);
    const again = await pull(cacheOf([ci]), edited, (module, slot) => module === id('a') && slot === 0);
    expect(told(again)).toEqual([['4', 2]]);
  });

  test('of a program of the same name that has no source in common, nothing is fetched', async () => {
    await push(cacheOf([ci], ci), here, logHere);
    const other = checkout('app', '34').modules.map((module, at) => ({
      ...module,
      portable: id('cd'[at] ?? ''),
      source: `other-${module.source}`,
    }));
    const cache = cacheOf([ci]);
    expect(await pull(cache, { ...there, modules: other }, nothing)).toEqual([]);
    expect(cache.counts.kinds.modules.hits).toBe(0);
  });

  test('finals that were made later take the place of drafts, and no draft that of a final', async () => {
    const drafts = [makeDraft([id('1')], 0), makeDraft([id('2')], 2)];
    expect(await push(cacheOf([ci], ci), here, drafts)).toMatchObject({ functions: 2, added: 2 });
    const final = makeEntry([id('3')], 0, 'final');
    // In whatever order a log has them.
    expect(await push(cacheOf([ci], ci), there, [final, makeDraft([id('3')], 0)])).toMatchObject({ added: 1 });
    expect(await push(cacheOf([ci], ci), here, drafts)).toMatchObject({ functions: 2, added: 0 });
    const entries = await pull(cacheOf([ci]), here, nothing);
    expect(entries.map((entry) => [...(told([entry])[0] ?? []), isDraft(entry)])).toEqual([
      ['1', 0, false],
      ['2', 2, true],
    ]);
    // Who has both as drafts gets the final alone.
    expect(told(await pull(cacheOf([ci]), here, (_module, _slot, draft) => draft))).toEqual([['1', 0]]);
  });

  test('a list tells how long making each function took, of the code that it leads to', async () => {
    const times = (module: string, slot: number, draft: boolean): number =>
      Number(module[0]) * 100 + slot * 10 + Number(draft);
    await push(cacheOf([ci], ci), here, [...logHere.slice(1), makeDraft([id('1')], 1)], times);
    const took = (entries: PulledEntry[]): number[] => entries.map((entry) => entry.took);
    expect(took(await pull(cacheOf([ci]), there, nothing))).toEqual([100, 220, 111]);
    // Of a final that came without a time, the draft's is not told; of what was known before, nothing is lost.
    await push(cacheOf([ci], ci), here, [makeEntry([id('1')], 1)]);
    expect(took(await pull(cacheOf([ci]), there, nothing))).toEqual([100, 220, 0]);
  });

  test('another build of the toolchain has nothing of it', async () => {
    await push(cacheOf([ci], ci), here, logHere);
    expect(await pull(cacheOf([ci]), { ...there, build: BUILD.replace('0', 'f') }, nothing)).toEqual([]);
  });
});

describe('whom nobody trusts', () => {
  test('a stranger who writes to the server changes nothing', async () => {
    const stranger = newKey();
    await push(cacheOf([stranger], stranger), here, logHere);
    const cache = cacheOf([ci]);
    expect(await pull(cache, there, nothing)).toEqual([]);
    expect(Object.keys(cache.counts.misses)).toEqual(['untrusted']);
  });

  test('what is trusted is not mixed with what is not', async () => {
    const stranger = newKey();
    await push(cacheOf([stranger], stranger), here, logHere);
    expect(await push(cacheOf([ci], ci), here, logHere.slice(1, 2))).toEqual({
      functions: 1,
      added: 1,
      complete: true,
    });
    expect(told(await pull(cacheOf([ci]), there, nothing))).toEqual([['3', 0]]);
  });

  test('an answer without a signature is a miss', async () => {
    await push(cacheOf([ci], ci), here, logHere);
    for (const file of files('ac')) {
      const { blob } = readAnswer(readFileSync(file)) ?? {};
      if (blob) writeFileSync(file, writeAnswer({ blob, signature: Buffer.alloc(0) }));
    }
    const cache = cacheOf([ci]);
    expect(await pull(cache, there, nothing)).toEqual([]);
    expect(cache.counts.misses).toEqual({ unsigned: 4 });
  });

  test('an answer that was signed for another key is a miss', async () => {
    await push(cacheOf([ci], ci), here, logHere);
    const one = readFileSync(join(folder, 'ac', packKey(BUILD, id('a'))));
    for (const file of files('ac')) writeFileSync(file, one);
    const cache = cacheOf([ci]);
    expect(told(await pull(cache, there, nothing))).toEqual([['3', 0]]); // the one that it was signed for
    expect(cache.counts.misses).toEqual({ forged: 3 });
  });

  test('another blob in the place of one is a miss', async () => {
    await push(cacheOf([ci], ci), here, logHere);
    for (const file of files('cas')) writeFileSync(file, Buffer.from(readFileSync(file).map((byte) => byte ^ 1)));
    const cache = cacheOf([ci]);
    expect(await pull(cache, there, nothing)).toEqual([]);
    expect(cache.counts.misses['damaged']).toBeGreaterThan(0);
  });

  test('half a blob is a miss', async () => {
    await push(cacheOf([ci], ci), here, logHere);
    for (const file of files('cas')) writeFileSync(file, readFileSync(file).subarray(0, 50));
    const cache = cacheOf([ci]);
    expect(await pull(cache, there, nothing)).toEqual([]);
    expect(cache.counts.misses['damaged']).toBeGreaterThan(0);
  });

  test('even who is trusted cannot give one module the code of another', async () => {
    const cache = cacheOf([ci], ci);
    const bytes = writePack({ build: BUILD, module: id('b'), entries: [makeEntry([id('b')], 0)] });
    await cache.publish([packKey(BUILD, id('a')), packKey(BUILD, id('b'))], bytes);
    const reader = cacheOf([ci]);
    expect(told(await pull(reader, there, nothing))).toEqual([['4', 0]]);
    expect(reader.counts.misses).toEqual({ absent: 2, damaged: 1 });
  });

  test('a list of another program, signed for this one, brings nothing that is not its own', async () => {
    const other: SharedProgram = {
      build: BUILD,
      name: 'other',
      modules: [{ id: id('9'), portable: id('9'), source: 'x.c', slots: 1 }],
    };
    const cache = cacheOf([ci], ci);
    await push(cache, other, [makeEntry([id('9')], 0)]);
    const blob = await cacheOf([ci]).lookUp('programs', programKey(other));
    if (blob) await cache.lead([programKey(there)], blob);
    expect(blob && (await pull(cacheOf([ci]), there, nothing))).toEqual([]);
  });

  test('a list that makes no sense is a miss', async () => {
    const cache = cacheOf([ci], ci);
    await cache.publish([programKey(there)], Buffer.from('{"format":"autojit-team-list"}'));
    const reader = cacheOf([ci]);
    expect(await pull(reader, there, nothing)).toEqual([]);
    expect(reader.counts.misses).toMatchObject({ damaged: 1 });
  });
});

describe('a program with a shared library', () => {
  const library = (portable: string, own: string): SharedProgram => ({
    build: BUILD,
    name: 'lib.so',
    modules: [
      { id: id(own), portable: id(portable), source: 'l.c', slots: 2 },
      { id: id('e'), portable: id('e'), source: 'm.c', slots: 2 },
    ],
  });
  const pushBoth = (of: SharedProgram, portable: string, slots = [1, 0]): Promise<unknown> =>
    push(cacheOf([ci], ci), of, logHere, undefined, [
      { path: 'plugins/lib.so', library: library(portable, '5'), log: slots.map((slot) => makeEntry([id('5')], slot)) },
    ]);

  test('is one list: what the library needs comes by it, under its own ids, with no question for what was not called', async () => {
    expect(await pushBoth(here, 'c')).toEqual({ functions: 5, added: 5, complete: true });
    const cache = cacheOf([ci]);
    const found = await findList(cache, there);
    expect(found?.list.libraries).toEqual([{ path: 'plugins/lib.so', key: programKey(library('c', '6')) }]);
    expect(told(await pull(cache, there, nothing, found))).toHaveLength(3);
    expect(told(await pull(cache, library('c', '6'), nothing, found))).toEqual([
      ['6', 1],
      ['6', 0],
    ]);
    // The key, the list and one bundle.
    expect(cache.counts.requests).toBe(3);
  });

  test('of another build of the library, what is equal is asked for by module, and what it was before comes as that', async () => {
    await pushBoth(here, 'c');
    const cache = cacheOf([ci]);
    const entries = await pull(cache, library('d', '6'), nothing, await findList(cache, there));
    expect(entries.map(({ module, earlier }) => [module[0], earlier])).toEqual([
      ['c', true],
      ['c', true],
    ]);
    expect(cache.counts.kinds.modules.misses).toEqual({ absent: 2 });
  });

  test('has in its list what the library is now, not what it was', async () => {
    await pushBoth(here, 'c');
    await pushBoth(here, 'd', [0]);
    const found = await findList(cacheOf([ci]), there);
    expect(found?.list.packs.map(({ module }) => module[0])).toEqual(['a', 'b', 'd']);
    expect(found?.list.libraries).toHaveLength(1);
  });
});

describe('what was signed once and is put back', () => {
  /** The answers to each kind of key: a pack, the program's list, that of its name; and the same of another build. */
  async function answers(): Promise<[string, Buffer][]> {
    await push(cacheOf([ci], ci), here, logHere);
    await push(cacheOf([ci], ci), { ...here, build: OTHER_BUILD }, logHere);
    return files('ac').map((file) => [file, readFileSync(file)]);
  }

  test('is a miss in the place of anything else: another module, another kind, another build', async () => {
    const all = await answers();
    expect(all).toHaveLength(8);
    for (const [file, own] of all) {
      for (const [other, bytes] of all) {
        if (other === file) continue;
        writeFileSync(file, bytes);
        const cache = cacheOf([ci]);
        expect(await cache.lookUp('modules', basename(file))).toBeUndefined();
        expect(cache.counts.misses).toEqual({ forged: 1 });
      }
      writeFileSync(file, own);
    }
  });

  test('is the same code in its own place: less of it, perhaps, and drafts where finals were', async () => {
    await push(cacheOf([ci], ci), here, [makeDraft([id('1')], 0)]);
    const before = files('ac').map((file): [string, Buffer] => [file, readFileSync(file)]);
    await push(cacheOf([ci], ci), here, [makeEntry([id('1')], 0, 'final'), makeEntry([id('2')], 2)]);
    for (const [file, bytes] of before) writeFileSync(file, bytes);
    const entries = await pull(cacheOf([ci]), there, nothing);
    expect(entries.map((entry) => isDraft(entry))).toContain(true);
    // Who has the final already takes no draft for it.
    const isHere = (module: string, slot: number): boolean => module === id('3') && slot === 0;
    expect(told(await pull(cacheOf([ci]), there, isHere))).not.toContainEqual(['3', 0]);
  });

  test('is nothing any more once its key is not trusted', async () => {
    await answers();
    const next = newKey();
    const cache = cacheOf([next]);
    expect(await pull(cache, there, nothing)).toEqual([]);
    expect(Object.keys(cache.counts.misses)).toEqual(['untrusted']);
  });
});

test('a blob that the server threw away is a plain miss', async () => {
  await push(cacheOf([ci], ci), here, logHere);
  for (const file of files('cas')) rmSync(file);
  const cache = cacheOf([ci]);
  expect(await pull(cache, there, nothing)).toEqual([]);
  expect(cache.counts.misses['gone']).toBeGreaterThan(0);
  expect(cache.problem).toBeUndefined();
});

test('a signature covers size and hash of the blob', () => {
  const blob = digestOf(Buffer.from('x'));
  expect(signFor('k', blob, ci)).not.toEqual(signFor('k', { ...blob, size: 2 }, ci));
});

test.skipIf(process.getuid?.() === 0)('a folder that cannot be written takes nothing, and says why', async () => {
  chmodSync(folder, 0o500);
  const cache = cacheOf([ci], ci);
  expect(await push(cache, here, logHere)).toMatchObject({ complete: false });
  expect(cache.problem).toBe('permission denied');
});
