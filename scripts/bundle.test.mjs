import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { root } from '../tooling/paths.mjs';

/** What ships is loaded each time a window opens. */
let out;
beforeAll(() => {
  out = fs.mkdtempSync(path.join(os.tmpdir(), 'autojit-bundle-'));
  const parts = 'extension,language-client,server,webview,layout-worker';
  execFileSync(process.execPath, [path.join(root, 'scripts/bundle.mjs'), '--minify', '--only', parts, '--out', out]);
});
afterAll(() => fs.rmSync(out, { recursive: true, force: true }));

const size = (...names) => names.reduce((sum, name) => sum + fs.statSync(path.join(out, name)).size, 0);

test('extension and language server together are at most 1.41 MB', () => {
  expect(size('extension.js', 'language-client.js', 'server.js')).toBeLessThanOrEqual(1_410_000);
});

test('the scripts of the graph page are at most 1.5 MB', () => {
  expect(size('webview/graph.js', 'webview/layout-worker.js')).toBeLessThanOrEqual(1_500_000);
});
