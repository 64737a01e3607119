import * as vscode from 'vscode';
import type { UpToDate } from '../build/up-to-date.js';
import { loadLanguageClient, type ServerClient } from '../model/client.js';
import type { Model } from '../model/model.js';
import type { ArgumentMemory } from '../run/argument-memory.js';
import type { Runs } from '../run/runs.js';
import { report } from '../window/messages.js';
import { AdapterProxy } from './adapter-proxy.js';
import { findAdapter } from './adapter.js';
import { ConfigurationProvider } from './configuration.js';
import { DebuggedRun } from './debugged-run.js';
import type { LaunchSettings } from './launch-settings.js';
import { RunOnlyAdapter } from './run-only-adapter.js';

interface Parts {
  client: ServerClient;
  model: Model;
  memory: ArgumentMemory;
  launches: LaunchSettings;
  runs: Runs;
  log: vscode.LogOutputChannel;
  /** Where our commands for LLDB are. */
  script: string;
  upToDate: UpToDate;
}

/** The debug type `autojit`: our configurations, LLVM's own debug adapter program. */
export function registerDebugging(parts: Parts): vscode.Disposable {
  const { client, runs, log } = parts;
  const provider = new ConfigurationProvider(parts);
  const { Initial, Dynamic } = vscode.DebugConfigurationProviderTriggerKind;
  return vscode.Disposable.from(
    vscode.debug.registerDebugConfigurationProvider('autojit', provider, Initial),
    // Only the list: VS Code asks each registered provider to resolve, and a session must be announced once.
    vscode.debug.registerDebugConfigurationProvider(
      'autojit',
      { provideDebugConfigurations: () => provider.provideDebugConfigurations() },
      Dynamic,
    ),
    vscode.debug.registerDebugAdapterDescriptorFactory('autojit', {
      async createDebugAdapterDescriptor(session) {
        if (session.configuration.noDebug === true) {
          return new vscode.DebugAdapterInlineImplementation(new RunOnlyAdapter(runs, session, log));
        }
        try {
          const { request, trace } = session.configuration as { request: string; trace?: unknown };
          const run = request === 'launch' && trace !== false ? new DebuggedRun(session, client, runs, log) : undefined;
          const streams = await loadLanguageClient();
          return new vscode.DebugAdapterInlineImplementation(new AdapterProxy(await findAdapter(), streams, log, run));
        } catch (error) {
          report(error, log);
          throw error;
        }
      },
    }),
  );
}
