import { realpath } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { listeningProcesses, ReloadConnection } from '../server/reload/connection.js';
import { ModuleBuilds } from '../server/reload/module-build.js';
import { reloadProcess, waitingIn, type ReloadOptions, type ReloadOutcome } from '../server/reload/reload.js';
import { outcomeLines } from '../server/reload/sentences.js';
import { ExitCode, Failure } from './support/failure.js';
import { resolveCommand } from './support/open-program.js';

const LOOKS = 6;
const LOOK_MS = 50;

/** 0: taken over; 1: refused by one of them; 2: nothing to do. */
export async function reload(program: string | undefined, options: ReloadOptions): Promise<void> {
  const wanted = program === undefined ? undefined : await fileOf(program);
  const kinds = await reloadPrograms(wanted, new ModuleBuilds(), options, (line) => console.log(line));
  if (kinds.length === 0) {
    throw new Failure(
      `nothing to reload: ${program ?? 'no program'} runs that takes over new builds; start it with "autojit run --reload -- PROG"`,
      ExitCode.usage,
    );
  }
  process.exitCode = kinds.includes('refused') ? ExitCode.failed : kinds.includes('reloaded') ? 0 : ExitCode.usage;
}

/** As processes know their program. */
export async function fileOf(program: string): Promise<string> {
  const path = await resolveCommand(program, ExitCode.usage);
  return realpath(path).catch(() => path);
}

/** All that listen and run this program, or, undefined, any; `print` gets a line for each, and one for what is not called since. */
export async function reloadPrograms(
  program: string | undefined,
  builds: ModuleBuilds,
  options: ReloadOptions & { since?: number },
  print: (line: string) => void,
): Promise<ReloadOutcome['kind'][]> {
  const kinds: ReloadOutcome['kind'][] = [];
  for (const [pid, socket] of await listeningProcesses()) {
    const startedAt = options.since ?? performance.now();
    const connection = await ReloadConnection.open(socket);
    if (!connection) continue;
    try {
      if (program !== undefined && !(await runs(connection, program))) continue;
      const name = (line: string): string =>
        kinds.length > 0 || program === undefined ? `${String(pid)}: ${line}` : line;
      const outcome = await reloadProcess(connection, builds, options);
      for (const line of outcomeLines(outcome, performance.now() - startedAt)) print(name(line));
      if (outcome.kind === 'reloaded') await nameWaiting(connection, (line) => print(name(line)));
      kinds.push(outcome.kind);
    } finally {
      connection.end();
    }
  }
  return kinds;
}

/** New code counts when it runs: what was in use and is not called again may be held by a loop that runs. */
async function nameWaiting(connection: ReloadConnection, print: (line: string) => void): Promise<void> {
  let waiting: string[] = [];
  for (let look = 0; look < LOOKS; look += 1) {
    waiting = waitingIn(await connection.state());
    if (waiting.length === 0) return;
    await setTimeout(LOOK_MS);
  }
  print(`not called since: ${waiting.join(', ')}`);
}

async function runs(connection: ReloadConnection, program: string): Promise<boolean> {
  const { objects } = await connection.state();
  return objects.some(({ path }) => path.replace(/ \(deleted\)$/, '') === program);
}
