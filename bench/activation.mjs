// What the extension costs the extension host before the language server is started: loading its file and `activate`, in processor time.
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import * as esbuild from 'esbuild';
import { cache, root } from '../tooling/paths.mjs';

const ROUNDS = 9;

/** Milliseconds; the median of fresh processes. */
export function benchActivation() {
  const folder = path.join(cache, 'bench', 'activation');
  const bundle = ['--minify', '--only', 'extension', '--out', folder];
  execFileSync(process.execPath, [path.join(root, 'scripts/bundle.mjs'), ...bundle]);
  const activate = path.join(folder, 'activate.cjs');
  esbuild.buildSync({
    entryPoints: [path.join(root, 'extension/testing/activate.ts')],
    ...{ outfile: activate, bundle: true, platform: 'node', target: 'node20', format: 'cjs', logLevel: 'warning' },
  });
  const file = path.join(folder, 'extension.js');
  const once = () => Number(execFileSync(process.execPath, [activate, file], { encoding: 'utf8' }));
  const times = Array.from({ length: ROUNDS }, once);
  return times.sort((a, b) => a - b)[Math.floor(ROUNDS / 2)];
}
