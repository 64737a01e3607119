import { mkdtempSync, readlinkSync, writeFileSync, mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { makePackedLinks } from './packed-links.js';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'autojit-links-'));
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

it('makes each link once, and leaves what is there', async () => {
  mkdirSync(join(root, 'linkers'));
  writeFileSync(join(root, 'linkers', 'ld.bfd'), 'mine');
  writeFileSync(join(root, 'links.json'), JSON.stringify({ 'linkers/ld.lld': 'ld', 'linkers/ld.bfd': 'ld', 'shims/cc': '../bin/c' }));
  expect(await makePackedLinks({ root })).toBeUndefined();
  expect(await makePackedLinks({ root })).toBeUndefined();
  expect(readlinkSync(join(root, 'linkers', 'ld.lld'))).toBe('ld');
  expect(readlinkSync(join(root, 'shims', 'cc'))).toBe('../bin/c');
  expect(() => readlinkSync(join(root, 'linkers', 'ld.bfd'))).toThrow('EINVAL');
});

it('has nothing to do for a toolchain with links of its own', async () => {
  expect(await makePackedLinks({ root })).toBeUndefined();
});

it('says which one it could not make', async () => {
  writeFileSync(join(root, 'links.json'), JSON.stringify({ 'file/cc': '../bin/autojit-clang' }));
  writeFileSync(join(root, 'file'), '');
  expect(await makePackedLinks({ root })).toContain(join(root, 'file/cc'));
});
