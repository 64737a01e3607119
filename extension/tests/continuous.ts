import * as vscode from 'vscode';
import type { BuildTasks } from '../build/build-task.js';
import type { ServerClient } from '../model/client.js';
import { DOCUMENTS } from '../window/languages.js';
import { report, UserError } from '../window/messages.js';

/** Editors save several files, and formatters save again. */
const QUIET_MS = 400;

interface Parts {
  client: ServerClient;
  build: BuildTasks;
  log: vscode.LogOutputChannel;
}

/**
 * Calls `changed` with the programs that a saved source made stale, once they are built again, until `stopped`. A build
 * that fails has its errors among the problems, and nothing runs: the next save comes soon.
 */
export function afterSaves(
  parts: Parts,
  programs: () => Iterable<string>,
  changed: (programs: ReadonlySet<string>) => Promise<void>,
  stopped: vscode.CancellationToken,
): void {
  let timer: NodeJS.Timeout | undefined;
  let work: Promise<void> | undefined;
  const wait = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      // What is saved meanwhile is looked at when the tests have run.
      work = (work ?? Promise.resolve())
        .then(() => (stopped.isCancellationRequested ? undefined : runStale(parts, programs(), changed)))
        .catch((error: unknown) => report(error, parts.log));
    }, QUIET_MS);
  };
  const saves = vscode.workspace.onDidSaveTextDocument((document) => {
    if (vscode.languages.match(DOCUMENTS, document) > 0) wait();
  });
  stopped.onCancellationRequested(() => {
    clearTimeout(timer);
    saves.dispose();
  });
}

async function runStale(
  { client, build, log }: Parts,
  programs: Iterable<string>,
  changed: (programs: ReadonlySet<string>) => Promise<void>,
): Promise<void> {
  const stale = new Set<string>();
  for (const program of programs) {
    if ((await client.request('freshness', { program })).stale !== null) stale.add(program);
  }
  if (stale.size === 0) return;
  try {
    if (!(await build.build({ quiet: true }))) return;
  } catch (error) {
    // Nobody knows how it is built: said, and asked for.
    if (error instanceof UserError) return report(error, log);
    throw error;
  }
  await changed(stale);
}
