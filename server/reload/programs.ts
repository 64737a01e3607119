import { setTimeout } from 'node:timers/promises';
import type { ReloadState } from '../../protocol/reload.js';
import { ReloadConnection, listeningProcesses, type Listener } from './connection.js';
import type { ModuleBuilds } from './module-build.js';
import { hasLoaded, isAlive } from './process.js';
import { Refusal } from './refusal.js';
import { reloadProcess, waitingIn, type ReloadOptions, type ReloadOutcome } from './reload.js';

const LOOKS = 7;
const LOOK_MS = 50;

/** One process that was told of its new build. */
export interface Told {
  outcome: ReloadOutcome;
  /** Since it was begun with this process. */
  ms: number;
  /** Undefined where the process does not answer. */
  connection: ReloadConnection | undefined;
}

/** Tells all processes that listen and run this program, or, undefined, any. `then`, with its connection still open. */
export async function reloadPrograms(
  program: string | undefined,
  builds: ModuleBuilds,
  options: ReloadOptions,
  then: (told: Told) => void | Promise<void>,
): Promise<void> {
  for (const listener of await listeningProcesses()) {
    const startedAt = performance.now();
    const ms = (): number => performance.now() - startedAt;
    const visit = await ask(listener);
    if ('silence' in visit) {
      const { pid } = listener;
      if (pid === undefined || !isAlive(pid)) continue;
      if (program === undefined || hasLoaded(pid, program))
        await then({ outcome: unanswered(pid, visit.silence), ms: ms(), connection: undefined });
      continue;
    }
    const { connection, state } = visit;
    try {
      if (!runs(state, program)) continue;
      const outcome = await reloadProcess(connection, builds, options, state);
      await then({ outcome, ms: ms(), connection });
    } finally {
      connection.end();
    }
  }
  builds.forgetUnread();
}

/** New code counts when it runs: what was in use and is not called again, for a while, may be held by a loop that runs. */
export async function stillWaiting(
  connection: ReloadConnection | undefined,
  isOver = (): boolean => false,
): Promise<string[]> {
  for (let look = 1; connection && !isOver(); look += 1) {
    const waiting = await waitingNow(connection);
    if (waiting.length === 0 || look === LOOKS) return waiting;
    await setTimeout(LOOK_MS);
  }
  return [];
}

/** Of a program that ended since it was told, nothing waits. */
async function waitingNow(connection: ReloadConnection): Promise<string[]> {
  try {
    return waitingIn(await connection.state());
  } catch (error) {
    if (error instanceof Refusal) return [];
    throw error;
  }
}

/** What the program's processes have exchanged while it was in use and not called since. */
export async function waitingFor(program: string): Promise<string[]> {
  const waiting = new Set<string>();
  for (const listener of await listeningProcesses()) {
    const visit = await ask(listener);
    // It was told when the program was reloaded.
    if ('silence' in visit) continue;
    if (runs(visit.state, program)) for (const name of waitingIn(visit.state)) waiting.add(name);
    visit.connection.end();
  }
  return [...waiting];
}

type Visit = { connection: ReloadConnection; state: ReloadState } | { silence: string };

async function ask(listener: Listener): Promise<Visit> {
  let connection: ReloadConnection | undefined;
  try {
    connection = await ReloadConnection.open(listener);
    return connection ? { connection, state: await connection.state() } : { silence: 'it ended' };
  } catch (error) {
    connection?.end();
    if (error instanceof Refusal) return { silence: error.message };
    throw error;
  }
}

function runs(state: ReloadState, program: string | undefined): boolean {
  return program === undefined || state.objects.some(({ path }) => path.replace(/ \(deleted\)$/, '') === program);
}

function unanswered(pid: number, why: string): ReloadOutcome {
  const reasons = [`process ${String(pid)} does not answer: ${why}`];
  return { kind: 'refused', pid, functions: [], added: [], affected: [], notes: [], reasons };
}
