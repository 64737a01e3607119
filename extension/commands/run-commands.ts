import * as path from 'node:path';
import * as vscode from 'vscode';
import * as z from 'zod';
import type { RunSummary } from '../../protocol/lsp.js';
import { RUN_EXPORT_ENDINGS, RunExportFormat } from '../../protocol/run-export.js';
import { isActive } from '../model/active.js';
import type { Model } from '../model/model.js';
import { RunEditor } from '../report/run-editor.js';
import { runText } from '../run/run-text.js';
import { fileNameOf } from '../window/file-name.js';
import { UserError } from '../window/messages.js';
import { cancellable } from '../window/progress.js';
import { t } from '../window/text.js';
import { ProcessArgument, RunArgument } from './command-arguments.js';
import type { CommandParts, Handler } from './handler.js';

/** What a saved run's file is called: any place, this ending. */
const EXTENSION = 'autojit-run';
const FILTERS = { [t('AutoJIT run')]: [EXTENSION] };

/** Commands about runs, from the Runs view or the palette. */
export const RUN_COMMANDS: Record<string, Handler> = {
  'autojit.showRunOutput': async ({ model, documents }, item) => {
    const run = await chooseRun(model, item, t('Show the output of which run?'));
    if (run)
      await documents.show(`${fileNameOf(path.basename(run.program))} output.txt`, { kind: 'output', run: run.id });
  },

  'autojit.compareRuns': async ({ model, documents }, item, items) => {
    const selected = z.array(RunArgument).min(2).safeParse(items);
    const first = selected.success ? selected.data[0]?.run : await chooseRun(model, item, t('Compare which run?'));
    if (!first) return;
    const others = model.runs.filter(({ id, program }) => id !== first.id && program === first.program);
    if (others.length === 0) throw new UserError(t('There is no other run of {0} to compare with.', first.program));
    const second = selected.success
      ? selected.data[1]?.run
      : await pick(others, t('Compare {0} with which run?', first.name));
    if (!second) return;
    await documents.show('two runs.md', {
      ...{ kind: 'comparison', a: first.id, b: second.id, program: first.program },
    });
  },

  'autojit.saveRun': async ({ model, client }, item) => {
    const run = await chooseRun(model, item, t('Save which run?'));
    if (!run) return;
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    const target = await vscode.window.showSaveDialog({
      filters: FILTERS,
      ...(folder && { defaultUri: vscode.Uri.joinPath(folder, `${fileNameOf(run.name)}.${EXTENSION}`) }),
    });
    if (!target) return;
    const saved = t('Saving the run {0}', run.name);
    const text = await cancellable(saved, (token) => client.request('saveRun', { run: run.id }, token));
    await vscode.workspace.fs.writeFile(target, Buffer.from(text, 'utf8'));
  },

  /** From the tree [item, selected items], from the page [item, format]. */
  'autojit.exportRun': async ({ model, client }, item, named) => {
    const run = await chooseRun(model, item, t('Export which run?'));
    const known = RunExportFormat.safeParse(named);
    const format = run && (known.success ? known.data : await pickFormat());
    if (!format) return;
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    const name = `${fileNameOf(run.name)}.${RUN_EXPORT_ENDINGS[format]}`;
    const target = await vscode.window.showSaveDialog(folder ? { defaultUri: vscode.Uri.joinPath(folder, name) } : {});
    if (!target) return;
    const exported = t('Exporting the run {0}', run.name);
    const data = await cancellable(exported, (token) => client.request('exportRun', { run: run.id, format }, token));
    await vscode.workspace.fs.writeFile(target, Buffer.from(data, 'base64'));
  },

  'autojit.showRunInGraph': async ({ model, panel }, item) => {
    const run = await chooseRun(model, item, t('Show which run in the graph?'));
    if (run) panel.show(run.program, run.id);
  },

  'autojit.openRun': async (_, file) => {
    const named = file instanceof vscode.Uri ? [file] : undefined;
    const chosen = named ?? (await vscode.window.showOpenDialog({ filters: FILTERS, canSelectMany: true }));
    for (const one of chosen ?? []) await RunEditor.open(one);
  },

  'autojit.openProcess': async ({ client }, item) => {
    const { run, process } = ProcessArgument.parse(item);
    await client.request('openProcess', { run, pid: process.pid });
  },

  'autojit.closeRun': async ({ client }, item) => {
    await client.request('closeRun', { run: RunArgument.parse(item).run.id });
  },

  'autojit.stopRun': async ({ runs, model }: CommandParts, item) => {
    const named = RunArgument.safeParse(item);
    const active = model.runs.filter(isActive);
    const ids = named.success ? [named.data.run.id] : active.map(({ id }) => id);
    const stopped = await Promise.all(ids.map((id) => runs.stop(id)));
    if (ids.length > 0 && !stopped.includes(true)) {
      throw new UserError(t('This program was started outside this window. Stop it where it was started.'));
    }
  },
};

type NamedRun = z.infer<typeof RunArgument>['run'];

async function chooseRun(model: Model, item: unknown, title: string): Promise<NamedRun | undefined> {
  const named = RunArgument.safeParse(item);
  if (named.success) return named.data.run;
  if (model.runs.length === 0) throw new UserError(t('Nothing has been run yet.'));
  return pick(model.runs, title);
}

async function pick(runs: readonly RunSummary[], title: string): Promise<RunSummary | undefined> {
  const items = runs.map((run) => ({ label: run.name, description: runText(run), run }));
  return (await vscode.window.showQuickPick(items, { title, matchOnDescription: true }))?.run;
}

/** Formats by what they are for. */
async function pickFormat(): Promise<RunExportFormat | undefined> {
  const described: Record<RunExportFormat, string> = {
    lcov: t('function coverage, for genhtml and editors'),
    cobertura: t('function coverage, for CI services'),
    speedscope: t('who called whom first, for speedscope.app'),
    chrome: t('when each function was made, for Perfetto and chrome://tracing'),
    pprof: t('who called whom first, for go tool pprof'),
  };
  const items = RunExportFormat.options.map((format) => ({ label: format, description: described[format], format }));
  return (await vscode.window.showQuickPick(items, { title: t('Export in which format?'), matchOnDescription: true }))
    ?.format;
}
