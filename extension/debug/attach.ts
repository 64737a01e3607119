import * as vscode from 'vscode';
import { UserError } from '../window/messages.js';
import { describeProcess } from './processes.js';

/** What lldb-dap needs to attach; undefined when the person changed their mind. */
export async function readAttach(
  configuration: vscode.DebugConfiguration,
): Promise<{ pid: number; program: string } | undefined> {
  const where = `The configuration "${configuration.name}"`;
  const pid = Number(configuration['pid']);
  if (!Number.isInteger(pid) || pid <= 0) {
    throw new UserError(`${where} needs "pid": the number of a process, or "\${command:pickProcess}".`);
  }
  const process = await describeProcess(pid);
  if (!process) throw new UserError(`There is no process ${pid} of yours to attach to.`);
  if (!process.tellsDebuggers) {
    const attach = 'Attach Anyway';
    const answer = await vscode.window.showWarningMessage(
      `${process.program} was started without AUTOJIT_DEBUG=1.`,
      {
        modal: true,
        detail:
          'It does not tell debuggers what it materializes: breakpoints bind in its eager functions only. Start it with AUTOJIT_DEBUG=1 to stop in all of them.',
      },
      attach,
    );
    if (answer !== attach) return undefined;
  }
  const program: unknown = configuration['program'];
  return { pid, program: typeof program === 'string' ? program : process.program };
}
