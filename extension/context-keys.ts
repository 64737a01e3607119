import * as vscode from 'vscode';
import type { ExtensionState } from './state.js';

interface ContextKeys {
  /** Drives the welcome views and which commands are offered. */
  'autojit.state': ExtensionState;
  /** A run that was started here has not ended: "Stop run" is offered. */
  'autojit.running': boolean;
  /** At least one program can be run. */
  'autojit.hasProgram': boolean;
  /** A run is known, of this session or an earlier one (a step of the walkthrough). */
  'autojit.hasRun': boolean;
  /** A program was debugged lazily in this window (a step of the walkthrough). */
  'autojit.hasDebugged': boolean;
  /** Every required part of the toolchain is there (a step of the walkthrough). */
  'autojit.toolchainReady': boolean;
}

export async function setContext<K extends keyof ContextKeys>(key: K, value: ContextKeys[K]): Promise<void> {
  await vscode.commands.executeCommand('setContext', key, value);
}
