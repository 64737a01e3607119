import * as vscode from 'vscode';
import type { ProgramSummary } from '../../protocol/lsp.js';
import type { StartOptions } from '../../protocol/tests.js';
import { launchConfiguration } from '../debug/configuration.js';
import { takesOver } from '../reload/reloads.js';
import { launchEntryOf } from '../run/launch-json.js';
import { requireTrust, type Target } from '../run/runs.js';
import { report } from '../window/messages.js';
import type { CommandParts } from './handler.js';

/** What a command, or the lens of a test, wants otherwise than launch.json or the memory of arguments have it. */
type Wishes = Partial<StartOptions> & Pick<Target, 'once'>;

/** As launch.json says, where it has the program. False where it was not started. */
export async function runLazily(parts: CommandParts, program: ProgramSummary, wishes: Wishes = {}): Promise<boolean> {
  requireTrust();
  const { memory, launches } = parts;
  const entry = launchEntryOf(program.path);
  if (!entry) {
    const target = { program: program.path, args: memory.of(program), ...wishes };
    if (!(await begin(parts, target))) return false;
    // Also what came from elsewhere: a test's lens, whose arguments are for once, must not be what is run next.
    if (wishes.args === undefined) await memory.remember(program.path, target.args);
    return true;
  }
  const filled = await launches.of(entry);
  if (!filled) return false;
  const { isBuilt, env, ...target } = filled;
  const args = wishes.args ?? memory.typed(program.path) ?? target.args;
  const wanted = { ...target, ...wishes, args, env: { ...env, ...wishes.env } };
  // A task of the person's own has built it.
  return isBuilt ? start(parts, wanted) : begin(parts, wanted);
}

/** Ends as soon as the program runs; its end is told to the server, not waited for here. */
export async function begin(parts: CommandParts, target: Target): Promise<boolean> {
  requireTrust();
  return (await parts.upToDate.ensure(target.program)) && start(parts, target);
}

async function start({ runs, reloads, log }: CommandParts, target: Target): Promise<boolean> {
  const started = await runs.start(target);
  if (takesOver(target)) reloads.follow(started, target.program);
  started.ended.catch((error: unknown) => report(error, log));
  return true;
}

export async function debugLazily({ memory }: CommandParts, program: ProgramSummary, wishes?: Wishes): Promise<void> {
  requireTrust();
  const entry = launchEntryOf(program.path);
  if (!entry) {
    const folder = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(program.path));
    const configuration = launchConfiguration(program.path, { args: memory.of(program), ...wishes });
    await vscode.debug.startDebugging(folder, configuration);
    return;
  }
  const { folder, configuration } = entry;
  const args = wishes?.args ?? memory.typed(program.path);
  const own = { ...wishes, ...(args && { args }) };
  // What a configuration has for one system alone comes before all else in it.
  const linux: unknown = configuration['linux'];
  const inner = typeof linux === 'object' && linux !== null ? { linux: { ...linux, ...own } } : {};
  await vscode.debug.startDebugging(folder, { ...configuration, ...own, ...inner });
}
