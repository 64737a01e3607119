import { realpath } from 'node:fs/promises';
import { ModuleBuilds } from '../server/reload/module-build.js';
import { reloadPrograms, stillWaiting } from '../server/reload/programs.js';
import type { ReloadOptions, ReloadOutcome } from '../server/reload/reload.js';
import { outcomeLine } from '../server/reload/sentences.js';
import { ExitCode, Failure } from './support/failure.js';
import { resolveCommand } from './support/open-program.js';

/** 0: taken over; 1: refused by one of them; 2: nothing to do. */
export async function reload(program: string | undefined, options: ReloadOptions): Promise<void> {
  const wanted = program === undefined ? undefined : await fileOf(program);
  const kinds = await reloadAndSay(wanted, new ModuleBuilds(), options, (line) => console.log(line));
  if (kinds.length === 0) {
    throw new Failure(
      `nothing to reload: no ${program ?? 'program'} runs that takes over new builds; start it with "autojit run --reload -- PROG"`,
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

/** All that listen and run this program, or, undefined, any; `print` gets a line for each, and one for what is not called since, which is looked at until `isOver`. */
export async function reloadAndSay(
  program: string | undefined,
  builds: ModuleBuilds,
  options: ReloadOptions & { since?: number; isOver?: () => boolean },
  print: (line: string) => void,
): Promise<ReloadOutcome['kind'][]> {
  const kinds: ReloadOutcome['kind'][] = [];
  await reloadPrograms(program, builds, options, async ({ outcome, ms, connection }) => {
    const isOnly = kinds.length === 0 && program !== undefined;
    const say = (line: string): void => print(isOnly ? line : `${String(outcome.pid)}: ${line}`);
    const time = options.since === undefined ? ms : performance.now() - options.since;
    say(outcomeLine(outcome, time));
    const waiting = outcome.kind === 'reloaded' ? await stillWaiting(connection, options.isOver) : [];
    if (waiting.length > 0) say(`not called since: ${waiting.join(', ')}`);
    kinds.push(outcome.kind);
  });
  return kinds;
}
