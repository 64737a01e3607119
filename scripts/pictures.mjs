// Makes the pictures of docs/ that show VS Code, by the tests that look at the same.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { Failure } from '../tooling/exec.mjs';
import { flags } from '../tooling/flags.mjs';
import { root } from '../tooling/paths.mjs';
import { main, say } from '../tooling/steps.mjs';

const usage = `usage: node scripts/pictures.mjs

Runs browser tests and copies what they saw to docs/images. Build first: npm run build.`;

/** By test file: the screenshot that it leaves, and where it goes. */
const PICTURES = { tests: { shot: 'test-coverage.png', picture: 'docs/images/tests.png' } };

async function pictures() {
  for (const [name, { shot, picture }] of Object.entries(PICTURES)) {
    const { status } = spawnSync(process.execPath, ['test/run-e2e.mjs', name], { cwd: root, stdio: 'inherit' });
    if (status !== 0) throw new Failure(`The test ${name} failed.`, { next: 'see what it says above.' });
    fs.copyFileSync(path.join(root, 'dist/test-artifacts', shot), path.join(root, picture));
    say(`${picture} is new.`);
  }
  return 0;
}

const options = flags(usage, {});
if (options) await main(pictures);
