import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { LinkedFunction } from '../call-graph/model.js';
import type { Toolchain } from '../toolchain/locate.js';
import { bodyText } from './body-text.js';
import type { Program } from './program.js';

vi.mock('./store.js', () => ({
  storeCandidates: () => Promise.resolve([]),
  findManifest: () => Promise.resolve({ path: '/store/m.json' }),
}));

const program = {
  path: '/p',
  graph: { slotOf: () => ({ module: 'm', slot: 3 }) },
  fileOf: () => ({ path: '/p', stores: [] }),
} as unknown as Program;
const fn = { index: 0, label: 'f', symbol: 'f' } as LinkedFunction;

/** A tool in place of `autojit-body`. */
function tool(script: string): { toolchain: Toolchain; folder: string } {
  const folder = mkdtempSync(join(tmpdir(), 'autojit-body-text-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const body = join(folder, 'body');
  writeFileSync(body, `#!/bin/sh\n${script}\n`);
  chmodSync(body, 0o755);
  return { toolchain: { body } as Toolchain, folder };
}

test('a body is what the tool writes of it', async () => {
  expect(await bodyText(program, fn, 'ir', tool('echo "$@"').toolchain)).toBe('ir /store/m.body 3\n');
});

test('a body that nobody waits for any more is not made', async () => {
  const { toolchain, folder } = tool('echo $$ > "$(dirname "$0")/pid"; exec sleep 1000');
  const gone = new AbortController();
  const answer = bodyText(program, fn, 'assembly', toolchain, gone.signal).catch((error: unknown) => String(error));
  const pid = await vi.waitFor(() => {
    const number = Number(readFileSync(join(folder, 'pid'), 'utf8'));
    expect(number).toBeGreaterThan(0);
    return number;
  });
  gone.abort();
  expect(await answer).toContain('The body cannot be shown');
  await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow());
});
