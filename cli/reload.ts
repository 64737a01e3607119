import { realpath } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { listeningProcesses, ReloadConnection } from '../server/reload/connection.js';
import { ModuleBuilds } from '../server/reload/module-build.js';
import { reloadProcess, waitingIn } from '../server/reload/reload.js';
import { outcomeLines } from '../server/reload/sentences.js';
import { ExitCode, Failure } from './support/failure.js';
import { resolveCommand } from './support/open-program.js';

const LOOKS = 6;
const LOOK_MS = 50;

/** 0: taken over; 1: refused by one of them; 2: nothing to do. */
export async function reload(program: string | undefined, options: { force?: boolean }): Promise<void> {
  const wanted =
    program === undefined
      ? undefined
      : await realpath(await resolveCommand(program, ExitCode.usage)).catch(() => program);
  const builds = new ModuleBuilds();
  const kinds: string[] = [];
  for (const [pid, socket] of await listeningProcesses()) {
    const startedAt = performance.now();
    const connection = await ReloadConnection.open(socket);
    if (!connection) continue;
    try {
      if (wanted !== undefined && !(await runs(connection, wanted))) continue;
      const outcome = await reloadProcess(connection, builds, options);
      kinds.push(outcome.kind);
      for (const line of outcomeLines(outcome, performance.now() - startedAt)) {
        console.log(kinds.length > 1 || wanted === undefined ? `${String(pid)}: ${line}` : line);
      }
      await nameWaiting(connection, pid);
    } finally {
      connection.end();
    }
  }
  if (kinds.length === 0) {
    throw new Failure(
      `nothing to reload: ${program === undefined ? 'no program' : program} runs that takes over new builds; start it with "autojit run --reload -- PROG"`,
      ExitCode.usage,
    );
  }
  process.exitCode = kinds.includes('refused') ? ExitCode.failed : kinds.includes('reloaded') ? 0 : ExitCode.usage;
}

/** New code counts when it runs: what was in use and is not called again may be held by a loop that runs. */
async function nameWaiting(connection: ReloadConnection, pid: number): Promise<void> {
  let waiting: string[] = [];
  for (let look = 0; look < LOOKS; look += 1) {
    waiting = waitingIn(await connection.state());
    if (waiting.length === 0) return;
    await setTimeout(LOOK_MS);
  }
  console.log(`${String(pid)}: not called since: ${waiting.join(', ')}`);
}

async function runs(connection: ReloadConnection, program: string): Promise<boolean> {
  const { objects } = await connection.state();
  return objects.some(({ path }) => path.replace(/ \(deleted\)$/, '') === program);
}
