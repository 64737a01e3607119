import { existsSync } from 'node:fs';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { t } from '../window/text.js';

/** The regular build that a program is compared with: the one that the person named, else that of the task `rebuild regular`. */
export class RegularBuilds {
  constructor(private readonly memory: vscode.Memento) {}

  of(program: string): string | undefined {
    const stored = this.memory.get<unknown>(key(program));
    if (typeof stored === 'string' && existsSync(stored)) return stored;
    const beside = besideBuildFolder(program);
    return beside !== undefined && existsSync(beside) ? beside : undefined;
  }

  /** False when the person changed their mind. */
  async ask(program: string): Promise<boolean> {
    const [picked] =
      (await vscode.window.showOpenDialog({
        title: t('Which regular build should {0} be compared with?', path.basename(program)),
        openLabel: 'Compare',
        defaultUri: vscode.Uri.file(this.of(program) ?? path.dirname(program)),
      })) ?? [];
    if (!picked) return false;
    await this.memory.update(key(program), picked.fsPath);
    return true;
  }
}

const key = (program: string): string => `regular:${program}`;

/** `<folder>/build/x` is built as usual into `<folder>/build-regular/x` where a build system keeps the compiler of a build folder (build-system.ts). */
function besideBuildFolder(program: string): string | undefined {
  const folder = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(program))?.uri.fsPath;
  if (folder === undefined) return undefined;
  const [first, ...rest] = path.relative(folder, program).split(path.sep);
  return first === 'build' && rest.length > 0 ? path.join(folder, 'build-regular', ...rest) : undefined;
}
