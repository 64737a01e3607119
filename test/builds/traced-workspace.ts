import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { Workspace } from '../../server/workspace/workspace.js';
import { succeed } from './support.js';

/** The server's view of a folder whose `prog` has run once. */
export async function tracedWorkspace(folder: string): Promise<Workspace> {
  const runs = path.join(folder, '.autojit', 'runs');
  mkdirSync(runs, { recursive: true });
  const trace = path.join(runs, '2026-01-01T00-00-00-000Z-1.jsonl');
  succeed(folder, ['./prog'], { AUTOJIT_TRACE: trace, AUTOJIT_ENGINE: 'inprocess' });
  const workspace = new Workspace([folder], {
    programsChanged: () => undefined,
    runChanged: () => undefined,
    log: () => undefined,
  });
  onTestFinished(() => workspace.close());
  await workspace.programs.scan();
  await workspace.runs.adopt(trace);
  return workspace;
}
