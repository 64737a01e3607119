import { spawnSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { rustOracleOf } from './rust.js';

const hasRust = /^LLVM version: 22\./m.test(spawnSync('rustc', ['-vV'], { encoding: 'utf8' }).stdout ?? '');

describe.skipIf(!hasRust)('needs a Rust with LLVM 22 (Debian: rustc-web and cargo-web)', () => {
  test('what a Rust program does when built as usual is in its graph', async () => {
    const folder = mkdtempSync(path.join(realpathSync(tmpdir()), 'autojit-oracle-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const source = path.resolve(import.meta.dirname, '../builds/inputs/calls.rs');
    const { missing, neverCalled, invented, pairs, observed } = await rustOracleOf(source, folder);
    expect({ missing, neverCalled, invented }).toEqual({ missing: [], neverCalled: [], invented: [] });
    expect(pairs).toBeGreaterThan(300);
    expect(observed).toBeGreaterThan(200);
  });
});
