import { access, constants, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { ProgramFile } from '../server/program/program-file.js';
import { exists } from '../server/program/store.js';
import { makeRunsFolder } from '../server/run/runs-folder.js';
import { describeSystemError } from '../server/support/problem.js';
import { ExitCode, Failure } from './support/failure.js';
import { runsFolder } from './support/open-program.js';

export interface TraceFile {
  path: string;
  /** Removes it when nobody asked for it. */
  release(): Promise<void>;
}

/** The file that the run is written to: the one that was named, else one among the runs that the editor shows. */
export async function traceFile(program: ProgramFile, named: string | undefined): Promise<TraceFile> {
  if (named !== undefined) return namedFile(named);
  const name = `${new Date().toISOString().replace(/[:.]/g, '-')}-${String(process.pid)}.jsonl`;
  const folder = await writableRunsFolder(program);
  if (folder !== undefined) return { path: join(folder, name), release: () => Promise.resolve() };
  // The store may be gone, or someone else's: the run still has a summary.
  const temporary = await mkdtemp(join(tmpdir(), 'autojit-run-'));
  return {
    path: join(temporary, name),
    release: () => rm(temporary, { recursive: true, force: true }),
  };
}

async function namedFile(named: string): Promise<TraceFile> {
  if (named.startsWith('unix:')) {
    throw new Failure(`--trace needs a file; for a socket set AUTOJIT_TRACE=${named} yourself.`, ExitCode.usage);
  }
  const path = resolve(named);
  try {
    // The runtime appends: an older run in the same file would be counted again.
    await (await open(path, 'w', 0o600)).close();
  } catch (error) {
    throw new Failure(`Cannot write the trace ${path}: ${describeSystemError(error)}.`, ExitCode.ourselves);
  }
  return { path, release: () => Promise.resolve() };
}

async function writableRunsFolder(program: ProgramFile): Promise<string | undefined> {
  const folder = await runsFolder(program);
  if (!(await exists(dirname(folder)))) return undefined;
  try {
    await makeRunsFolder(folder);
    await access(folder, constants.W_OK);
    return folder;
  } catch {
    return undefined;
  }
}
