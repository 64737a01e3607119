import * as vscode from 'vscode';
import { UserError } from '../window/messages.js';
import { t } from '../window/text.js';
import { withCopy } from './lldb-commands.js';
import { describeProcess } from './processes.js';

/** What lldb-dap needs to attach; undefined when the person changed their mind. */
export async function readAttach(
  configuration: vscode.DebugConfiguration,
): Promise<{ pid: number; program: string; preRunCommands?: string[] } | undefined> {
  const pid = Number(configuration['pid']);
  if (!Number.isInteger(pid) || pid <= 0) {
    throw new UserError(
      t('The configuration "{0}" needs "pid": a process ID, or "{1}".', configuration.name, '${command:pickProcess}'),
    );
  }
  const process = await describeProcess(pid);
  if (!process) throw new UserError(t('You have no process {0} to attach to.', String(pid)));
  if (!process.tellsDebuggers) {
    const attach = t('Attach Anyway');
    const answer = await vscode.window.showWarningMessage(
      t('{0} was started without AUTOJIT_DEBUG=1.', process.program),
      {
        modal: true,
        detail: t(
          'It does not tell debuggers what it materializes, so breakpoints bind in its eager functions only. Start it with AUTOJIT_DEBUG=1 to stop in all of them.',
        ),
      },
      attach,
    );
    if (answer !== attach) return undefined;
  }
  const program: unknown = configuration['program'];
  return {
    pid,
    program: typeof program === 'string' ? program : process.program,
    ...(process.reloads && { preRunCommands: withCopy(configuration['preRunCommands'], String(pid)) }),
  };
}
