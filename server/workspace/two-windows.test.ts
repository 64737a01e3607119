import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { writeProgram } from '../testing/elf.js';
import { manifest, writeManifest } from '../testing/manifests.js';
import { temporaryFolder, until } from '../testing/temporary.js';
import { line, start } from '../testing/trace.js';
import { Workspace } from './workspace.js';

const nothing = (): void => undefined;

async function opened(root: string): Promise<Workspace> {
  const said: string[] = [];
  const log = (message: string): void => void said.push(message);
  const workspace = new Workspace([root], { programsChanged: nothing, runChanged: nothing, log });
  onTestFinished(async () => {
    await workspace.close();
    expect(said).toEqual([]);
  });
  await workspace.open();
  return workspace;
}

test('two windows on one folder: what is built and run in one is shown in the other, once, with its end', async () => {
  const root = temporaryFolder();
  const app = manifest('app.c', [{ name: 'main' }]);
  writeManifest(join(root, '.autojit'), app);
  const windows = [await opened(root), await opened(root)] as const;
  const path = join(root, 'app');
  writeProgram(path, { modules: [{ id: app.module, source: 'app.c', slots: 1 }], store: join(root, '.autojit') });
  for (const window of windows)
    await until('the program is there', () => window.summaries().some((one) => one.path === path));
  const [first, second] = windows;
  await second.refresh();
  const { run, env } = await first.runs.prepare(first.program(path), ['--here']);
  const trace = env['AUTOJIT_TRACE'] ?? '';
  writeFileSync(trace, line(start(path, ['--here']), process.pid));
  const shown = (window: Workspace): unknown =>
    window.runs.list().map(({ init: { id, args }, status }) => [id, args.join(), status].join(' '));
  const both = async (status: string): Promise<void> => {
    for (const window of windows)
      await expect.poll(() => shown(window), { timeout: 20_000 }).toEqual([`${run} --here ${status}`]);
  };
  await both('running');
  appendFileSync(trace, line({ event: 'exited', status: 0, materialized: 0, engineNs: 0 }, process.pid));
  await first.runs.finish(run, { kind: 'reported', exitCode: 0 });
  await both('exited');
});
