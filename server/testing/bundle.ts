import { join, resolve } from 'node:path';
import { buildSync } from 'esbuild';

/** Bundles an entry as scripts/bundle.mjs does, so that a test runs the very process that users run. */
export function bundle(entry: string, folder: string): string {
  const outfile = join(folder, 'bundle.js');
  buildSync({
    entryPoints: [resolve(__dirname, '../..', entry)],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    mainFields: ['module', 'main'],
    logLevel: 'error',
  });
  return outfile;
}
