import { setTimeout } from 'node:timers/promises';
import type { ReloadState } from '../../protocol/reload.js';
import { ReloadConnection, listeningProcesses } from './connection.js';
import type { ModuleBuilds } from './module-build.js';
import { Refusal } from './refusal.js';
import { reloadProcess, waitingIn, type ReloadOptions, type ReloadOutcome } from './reload.js';

const LOOKS = 7;
const LOOK_MS = 50;

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
      const state = await stateOf(connection, program);
      if (!state) continue;
      const outcome = await reloadProcess(connection, builds, options, state);
      await then({ outcome, ms: performance.now() - startedAt, connection });
    } finally {
      connection.end();
    }
  }
  builds.forgetUnread();
}

/** New code counts when it runs: what was in use and is not called again, for a while, may be held by a loop that runs. */
export async function stillWaiting(connection: ReloadConnection): Promise<string[]> {
  for (let look = 1; ; look += 1) {
    const waiting = waitingIn(await connection.state());
    if (waiting.length === 0 || look === LOOKS) return waiting;
    await setTimeout(LOOK_MS);
  }
}

/** What the program's processes have exchanged while it was in use and not called since. */
export async function waitingFor(program: string): Promise<string[]> {
  const waiting = new Set<string>();
  for (const socket of (await listeningProcesses()).values()) {
    const connection = await ReloadConnection.open(socket);
    if (!connection) continue;
    try {
      const state = await stateOf(connection, program);
      if (state) for (const name of waitingIn(state)) waiting.add(name);
    } finally {
      connection.end();
    }
  }
  return [...waiting];
}

/** Undefined where another program runs. What ends while it is asked is none of them. */
async function stateOf(connection: ReloadConnection, program: string | undefined): Promise<ReloadState | undefined> {
  try {
    const state = await connection.state();
    const isIt =
      program === undefined || state.objects.some(({ path }) => path.replace(/ \(deleted\)$/, '') === program);
    return isIt ? state : undefined;
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}
