import { EventEmitter } from 'node:events';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { writeProgram } from '../testing/elf.js';
import { manifest, writeManifest } from '../testing/manifests.js';
import { temporaryFolder, until } from '../testing/temporary.js';
import { Workspace } from './workspace.js';

/** As chokidar behaves where the system watches nothing more: an error for each path, then it is ready. */
vi.mock('chokidar', () => ({
  watch: (paths: string[]) => {
    const refused = (path: string): Error =>
      Object.assign(new Error(`ENOSPC: System limit for number of file watchers reached, watch '${path}'`), {
        code: 'ENOSPC',
      });
    const watcher = Object.assign(new EventEmitter(), {
      add: () => watcher,
      unwatch: () => watcher,
      close: () => Promise.resolve(),
    });
    setImmediate(() => {
      for (const path of paths) for (const below of ['a', 'b', 'c']) watcher.emit('error', refused(join(path, below)));
      watcher.emit('ready');
    });
    return watcher;
  },
}));

test('where the system watches no more, that is said once, and what is built is found all the same', async () => {
  const root = temporaryFolder();
  const said: string[] = [];
  const nothing = (): void => undefined;
  const workspace = new Workspace([root], {
    programsChanged: nothing,
    runChanged: nothing,
    log: (message) => said.push(message),
  });
  onTestFinished(() => workspace.close());
  await workspace.open();
  expect(workspace.summaries()).toEqual([]);
  const app = manifest('app.c', [{ name: 'main' }]);
  writeManifest(join(root, '.autojit'), app);
  writeProgram(join(root, 'app'), {
    modules: [{ id: app.module, source: 'app.c', slots: 1 }],
    store: join(root, '.autojit'),
  });
  await until('the program is found', () => workspace.summaries().some(({ name }) => name === 'app'));
  expect(said).toHaveLength(1);
  expect(said[0]).toContain('fs.inotify.max_user_watches');
});
