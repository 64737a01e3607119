// Programs that read what AutoJIT exports, for the tests of that: what npm has. Debian's are in packages.mjs.
import path from 'node:path';
import { run } from './exec.mjs';
import { ciArguments, installAside, installedVersion, pinnedVersion } from './npm.mjs';
import { readers, root } from './paths.mjs';
import { step } from './steps.mjs';

const lock = path.join(root, 'tooling', 'readers');

export async function installReaders() {
  const version = pinnedVersion(lock, 'speedscope');
  if (installedVersion(path.join(readers, 'node_modules', 'speedscope')) === version) return;
  await step(
    `Installing speedscope ${version} (a reader of exported runs)`,
    'readers',
    'check that the npm registry can be reached (`npm ping`), then run this again.',
    (io) => installAside(lock, readers, (cwd) => run('npm', ciArguments, { cwd, ...io })),
  );
}
