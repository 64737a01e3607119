import { readdir, readFile, readlink } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { Model } from '../model/model.js';
import { UserError } from '../window/messages.js';
import { t } from '../window/text.js';

export interface AutojitProcess {
  pid: number;
  program: string;
  commandLine: string;
  /** It tells debuggers of each function that it materializes. */
  tellsDebuggers: boolean;
  /** It takes over new builds. */
  reloads: boolean;
}

/** Processes of this user that run one of the programs, the newest first. */
export async function processesOf(programs: readonly string[]): Promise<AutojitProcess[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const all = await Promise.all(pids.map((pid) => describeProcess(pid)));
  return all
    .filter((one) => one !== undefined)
    .filter(({ program }) => programs.includes(program))
    .sort((a, b) => b.pid - a.pid);
}

/** Undefined when it is gone, or another user's. */
export async function describeProcess(pid: number): Promise<AutojitProcess | undefined> {
  try {
    const [exe, arguments_, environment] = await Promise.all([
      readlink(`/proc/${pid}/exe`),
      readFile(`/proc/${pid}/cmdline`, 'utf8'),
      readFile(`/proc/${pid}/environ`, 'utf8'),
    ]);
    const variables = environment.split('\0');
    return {
      pid,
      program: exe.replace(/ \(deleted\)$/, ''),
      commandLine: arguments_.split('\0').join(' ').trim(),
      tellsDebuggers: variables.includes('AUTOJIT_DEBUG=1'),
      reloads: variables.includes('AUTOJIT_RELOAD=1'),
    };
  } catch {
    return undefined;
  }
}

/** The process that a person picks, as launch.json's `${command:pickProcess}` wants it. */
export async function pickProcess(model: Model): Promise<string | undefined> {
  const running = await processesOf(model.programs.map(({ path }) => path));
  if (running.length === 0) {
    throw new UserError(t('No program of this workspace is running. Start one with AUTOJIT_DEBUG=1, then attach.'));
  }
  const items = running.map(({ pid, commandLine, tellsDebuggers }) => ({
    label: commandLine,
    description: tellsDebuggers ? String(pid) : t('{0} · started without AUTOJIT_DEBUG=1', String(pid)),
    pid,
  }));
  const picked = await vscode.window.showQuickPick(items, { title: t('Which program should be attached to?') });
  return picked && String(picked.pid);
}
