import * as vscode from 'vscode';

/** What the whole extension can do right now; each value but `ready` has a welcome view (package.json, viewsWelcome). */
export type ExtensionState =
  /** The server starts; nothing is known yet. */
  | 'starting'
  /** Restricted mode: existing data is shown, nothing is built or run. */
  | 'untrusted'
  /** A required part of the toolchain is missing. */
  | 'noToolchain'
  /** LLVM is there, of a major version that does not fit. */
  | 'wrongLlvm'
  | 'serverFailed'
  /** All is well, and no program was built with AutoJIT yet. */
  | 'noProgram'
  | 'ready';

interface ContextKeys {
  /** Drives the welcome views and which commands are offered. */
  'autojit.state': ExtensionState;
  /** A run that was started here has not ended: "Stop run" is offered. */
  'autojit.running': boolean;
  /** At least one program can be run. */
  'autojit.hasProgram': boolean;
}

export async function setContext<K extends keyof ContextKeys>(key: K, value: ContextKeys[K]): Promise<void> {
  await vscode.commands.executeCommand('setContext', key, value);
}
