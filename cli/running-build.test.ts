import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { RunningBuild } from './running-build.js';

function inFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'autojit-building-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return path.join(folder, 'is-there');
}

test('how a build ended, and what it wrote', async () => {
  const build = new RunningBuild('echo one; echo two >&2; exit 3', process.env);
  const { code, output } = await build.done;
  expect([code, output.split('\n').sort().join(' ').trim()]).toEqual([3, 'one two']);
  expect(build.endedAt).toBeGreaterThanOrEqual(build.startedAt);
  await build.end();
});

test('one that is ended has ended when that is said, with all that it cleans up', async () => {
  const file = inFolder();
  // As a build tool below a shell, which is gone before the tool has removed what it made.
  const tool = `trap 'sleep 0.2; rm ${file}; exit 1' TERM; touch ${file}; while :; do sleep 0.01; done`;
  const build = new RunningBuild(`sh -c "${tool}"; exit 0`, process.env);
  await vi.waitFor(() => expect(existsSync(file)).toBe(true));
  await Promise.all([build.end(), build.end()]);
  expect(existsSync(file)).toBe(false);
});

test('one that leaves a process behind, which keeps its output, is done all the same', async () => {
  const build = new RunningBuild('sleep 600 & echo $!', process.env);
  const { code, output } = await build.done;
  expect(code).toBe(0);
  process.kill(Number(output));
});
