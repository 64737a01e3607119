// The project's own npm packages, exactly as package-lock.json names them.
import fs from 'node:fs';
import path from 'node:path';
import { run } from './exec.mjs';
import { root } from './paths.mjs';
import { step } from './steps.mjs';

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
  // Nothing here needs a lifecycle script, so none gets to run.
  await step(
    'Installing npm packages',
    'npm-ci',
    'check that the npm registry can be reached (`npm ping`), then run this again.',
    (io) => run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: root, ...io }),
  );
}
