import * as vscode from 'vscode';
import type { LaunchEntry } from '../run/launch-json.js';
import type { Target } from '../run/runs.js';
import { readLaunch } from './launch.js';

/** Nothing of a session is to be seen. */
const quietly: vscode.DebugSessionOptions = {
  noDebug: true,
  suppressDebugStatusbar: true,
  suppressDebugToolbar: true,
  suppressDebugView: true,
};

/** Marks a configuration that VS Code is only to fill in. */
const MARK = 'autojitFillIn';

/**
 * How a program is started according to launch.json. VS Code replaces variables, asks for inputs and runs the task before it: it is told to start
 * a session with the configuration, and where it hands over what became of that, no session begins.
 */
export class LaunchSettings {
  private readonly filled = new Map<string, vscode.DebugConfiguration>();
  private count = 0;

  /** Undefined where a person changed their mind, or the task before it failed, which VS Code has told. */
  async of({ folder, configuration }: LaunchEntry): Promise<(Target & { isBuilt: boolean }) | undefined> {
    const mark = String((this.count += 1));
    await vscode.debug.startDebugging(folder, { ...configuration, [MARK]: mark }, quietly);
    const filled = this.filled.get(mark);
    this.filled.delete(mark);
    if (!filled) return undefined;
    const { program, args, env } = await readLaunch(filled);
    const cwd: unknown = filled['cwd'];
    const target = { program, args, env, ...(typeof cwd === 'string' && { cwd }) };
    return { ...target, isBuilt: filled['preLaunchTask'] !== undefined };
  }

  /** Of the configuration provider: whether this one was only to be filled in. */
  take(configuration: vscode.DebugConfiguration): boolean {
    const mark: unknown = configuration[MARK];
    if (typeof mark !== 'string') return false;
    this.filled.set(mark, configuration);
    return true;
  }
}
