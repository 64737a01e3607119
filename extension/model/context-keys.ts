import * as vscode from 'vscode';
import type { ExtensionState } from './state.js';

interface ContextKeys {
  /** Drives the welcome views and which commands are offered. */
  'autojit.state': ExtensionState;
  /** A run that was started here has not ended: "Stop run" is offered. */
  'autojit.running': boolean;
  /** At least one program can be run. */
  'autojit.hasProgram': boolean;
  /** Their paths: a program can be run from the explorer. */
  'autojit.programPaths': string[];
  /** One of them holds unit tests: "Run test lazily" is offered. */
  'autojit.hasTests': boolean;
  /** The active editor shows a source file of ours: what concerns the function at the cursor is offered. */
  'autojit.inSource': boolean;
  /** Steps of the walkthrough that are done. */
  'autojit.done.toolchain': boolean;
  'autojit.done.build': boolean;
  'autojit.done.graph': boolean;
  'autojit.done.run': boolean;
  'autojit.done.breakpoint': boolean;
  'autojit.done.reload': boolean;
}

/** Nobody waits for it: the window takes keys in the order in which they are set, and only one that closes refuses them. */
export function setContext<K extends keyof ContextKeys>(key: K, value: ContextKeys[K]): void {
  Promise.resolve(vscode.commands.executeCommand('setContext', key, value)).catch((error: unknown) =>
    console.error(`AutoJIT: cannot set ${key}: ${String(error)}`),
  );
}
