import type * as vscode from 'vscode';
import type { BuildTasks } from '../build/build-task.js';
import type { UpToDate } from '../build/up-to-date.js';
import type { CallersPeek } from '../editor/callers-peek.js';
import type { LaunchSettings } from '../debug/launch-settings.js';
import type { Documents } from '../editor/documents.js';
import type { GraphPanel } from '../graph/panel.js';
import type { Walkthrough } from '../health/walkthrough.js';
import type { ServerClient } from '../model/client.js';
import type { Model } from '../model/model.js';
import type { Reloads } from '../reload/reloads.js';
import type { ReportPanel } from '../report/panel.js';
import type { RegularBuilds } from '../report/regular-build.js';
import type { ArgumentMemory } from '../run/argument-memory.js';
import type { Runs } from '../run/runs.js';
import type { TestExplorer } from '../tests/test-explorer.js';

/** What commands work with. */
export interface CommandParts {
  context: vscode.ExtensionContext;
  log: vscode.LogOutputChannel;
  client: ServerClient;
  model: Model;
  panel: GraphPanel;
  reportPanel: ReportPanel;
  regular: RegularBuilds;
  runs: Runs;
  reloads: Reloads;
  memory: ArgumentMemory;
  launches: LaunchSettings;
  build: BuildTasks;
  upToDate: UpToDate;
  walkthrough: Walkthrough;
  documents: Documents;
  callers: CallersPeek;
  tests: TestExplorer;
  restart: () => Promise<void>;
}

export type Handler = (parts: CommandParts, ...args: unknown[]) => Promise<unknown>;
