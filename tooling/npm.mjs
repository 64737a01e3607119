// The project's own npm packages, exactly as package-lock.json names them.
import fs from 'node:fs';
import path from 'node:path';
import { run } from './exec.mjs';
import { root } from './paths.mjs';
import { step } from './steps.mjs';

/** Nothing here needs a lifecycle script, so none gets to run. */
export const ciArguments = ['ci', '--ignore-scripts', '--no-audit', '--no-fund'];

const lockOf = (file) => JSON.parse(fs.readFileSync(file, 'utf8')).packages;

/** npm's own record of what it installed says whether it is what the lock file asks for. */
function isInstalled() {
  const record = path.join(root, 'node_modules', '.package-lock.json');
  if (!fs.existsSync(record)) return false;
  const wanted = lockOf(path.join(root, 'package-lock.json'));
  const present = lockOf(record);
  return Object.entries(wanted).every(
    ([where, entry]) =>
      where === '' || present[where]?.version === entry.version || (entry.optional && present[where] === undefined),
  );
}

export async function installNpmPackages() {
  if (isInstalled()) return;
  await step(
    'Installing npm packages',
    'npm-ci',
    'check that the npm registry can be reached (`npm ping`), then run this again.',
    (io) => run('npm', ciArguments, { cwd: root, ...io }),
  );
}

const field = (file, ...names) =>
  fs.existsSync(file)
    ? names.reduce((value, name) => value?.[name], JSON.parse(fs.readFileSync(file, 'utf8')))
    : undefined;

/** What a folder with a lock file of its own names. */
export const pinnedVersion = (folder, name) => field(path.join(folder, 'package.json'), 'dependencies', name);

export const installedVersion = (folder) => field(path.join(folder, 'package.json'), 'version');

/** Packages of a lock file of their own: installed beside their place and moved there when they are whole, so what is there is complete. */
export async function installAside(lock, place, work) {
  const partial = `${place}.partial-${process.pid}`;
  fs.rmSync(partial, { recursive: true, force: true });
  fs.cpSync(lock, partial, { recursive: true });
  try {
    await work(partial);
    fs.rmSync(place, { recursive: true, force: true });
    fs.renameSync(partial, place);
  } finally {
    fs.rmSync(partial, { recursive: true, force: true });
  }
}
