import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../server/toolchain/locate.js';
import { endLike, startChild } from './support/child.js';
import { ExitCode, Failure } from './support/failure.js';

/** The benchmarks need the checkout: they fetch and build programs. */
export async function bench(args: string[]): Promise<void> {
  const script = join(projectRoot(), 'scripts', 'bench.mjs');
  if (!existsSync(script)) {
    throw new Failure(`There is no ${script}: benchmarks run from a checkout of AutoJIT.`, ExitCode.failed);
  }
  const child = await startChild(process.execPath, [script, ...args], process.env);
  endLike(await child.end);
}
