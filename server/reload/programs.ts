import { ReloadConnection, listeningProcesses } from './connection.js';
import type { ModuleBuilds } from './module-build.js';
import { Refusal } from './refusal.js';
import { reloadProcess, waitingIn, type ReloadOptions, type ReloadOutcome } from './reload.js';

/** One process that was told of its new build. */
export interface Told {
  outcome: ReloadOutcome;
  /** Since it was begun with this process. */
  ms: number;
  connection: ReloadConnection;
}

/** Tells all processes that listen and run this program, or, undefined, any. `then`, with its connection still open. */
export async function reloadPrograms(
  program: string | undefined,
  builds: ModuleBuilds,
  options: ReloadOptions,
  then: (told: Told) => void | Promise<void>,
): Promise<void> {
  for (const socket of (await listeningProcesses()).values()) {
    const startedAt = performance.now();
    const connection = await ReloadConnection.open(socket);
    if (!connection) continue;
    try {
      if (!(await runs(connection, program))) continue;
      const outcome = await reloadProcess(connection, builds, options);
      await then({ outcome, ms: performance.now() - startedAt, connection });
    } finally {
      connection.end();
    }
  }
}

/** What the program's processes have exchanged while it was in use and not called since. */
export async function waitingFor(program: string): Promise<string[]> {
  const waiting = new Set<string>();
  for (const socket of (await listeningProcesses()).values()) {
    const connection = await ReloadConnection.open(socket);
    if (!connection) continue;
    try {
      if (await runs(connection, program)) for (const name of waitingIn(await connection.state())) waiting.add(name);
    } catch (error) {
      // It ended a moment ago.
      if (!(error instanceof Refusal)) throw error;
    } finally {
      connection.end();
    }
  }
  return [...waiting];
}

/** What ends while it is asked is none of them. */
async function runs(connection: ReloadConnection, program: string | undefined): Promise<boolean> {
  try {
    const { objects } = await connection.state();
    return program === undefined || objects.some(({ path }) => path.replace(/ \(deleted\)$/, '') === program);
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
}
