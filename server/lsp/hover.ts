import { type Hover, MarkupKind } from 'vscode-languageserver/node';
import { LensCommands } from '../../protocol/lsp.js';
import { markdownCode as code, markdownText as escape } from '../../protocol/markdown.js';
import { formatAgo, formatBytes, formatMs, plural } from '../../protocol/text.js';
import type { LinkedFunction } from '../call-graph/model.js';
import type { Program } from '../program/program.js';
import type { FunctionRun } from '../run/run-state.js';
import type { Run } from '../run/run.js';
import type { Workspace } from '../workspace/workspace.js';
import { stateText } from './state-text.js';

/** A hover that lists more is not read. */
const MAX_FUNCTIONS = 3;
const MAX_CALLERS = 5;

/** What a person may do with it: nothing is run in a workspace that is not trusted, so nothing there offers to. */
interface Rights {
  trusted: boolean;
}

/** The whole story of the functions that `name` may mean in `file`. */
export function hoverOf(workspace: Workspace, file: string, name: string, rights: Rights): Hover | null {
  const placed = workspace.sources.named(name, file).slice(0, MAX_FUNCTIONS);
  if (placed.length === 0) return null;
  const parts = placed.map(({ program, fn }) => describe(workspace, program, fn, rights));
  return { contents: { kind: MarkupKind.Markdown, value: parts.join('\n\n---\n\n') } };
}

function describe(workspace: Workspace, program: Program, fn: LinkedFunction, rights: Rights): string {
  const { overlay, run } = workspace.runs.overlay(program);
  const state = overlay.functions.get(fn.index);
  const lines = [
    `**AutoJIT** · ${code(fn.signature)} in ${escape(program.name)}`,
    escape(stateText(program.graph, fn, overlay)),
    ...(state ? [materialization(program, fn, state)] : []),
    callers(program, fn),
    tests(workspace, program, fn, rights),
    `${plural(fn.instructions, 'IR instruction')}${state?.bytes ? `, ${formatBytes(state.bytes)} of machine code` : ''}`,
    lastRun(run),
    links(program, fn, rights),
  ];
  return lines.filter((line) => line !== '').join('  \n');
}

function materialization(program: Program, fn: LinkedFunction, state: FunctionRun): string {
  const by = state.caller === undefined ? undefined : program.graph.functions[state.caller];
  const brought = state.with === undefined ? undefined : program.graph.functions[state.with];
  const parts = [
    ...(state.order === undefined ? [] : [`Materialized as number ${String(state.order)}`]),
    ...(by ? [`called by ${link(code(by.label), LensCommands.goToFirstCaller, [program.path, fn.id])}`] : []),
    ...(brought ? [`came along with ${code(brought.label)}`] : []),
    `on thread ${String(state.thread)}`,
  ];
  return parts.join(', ');
}

function callers(program: Program, fn: LinkedFunction): string {
  const all = program.graph.callers(fn.index);
  if (all.length === 0) return 'No callers in this program';
  const names = all.slice(0, MAX_CALLERS).map((index) => code(program.graph.functions[index]?.label ?? ''));
  const more = all.length > names.length ? ` and ${String(all.length - names.length)} more` : '';
  return `Called by ${names.join(', ')}${more} · ${link('Peek callers', LensCommands.peekCallers, [program.path, fn.id])}`;
}

/** Where tests ran with coverage since the build. */
function tests(workspace: Workspace, program: Program, fn: LinkedFunction, { trusted }: Rights): string {
  const found = workspace.tests.testsOf(program, fn.id);
  if (!found || fn.reason) return '';
  const of = [program.path, fn.id];
  const ran = `${plural(found.tests.length, 'test')} of ${String(found.known)}`;
  if (found.tests.length === 0) return `Run by none of ${plural(found.known, 'test')} with coverage`;
  const runs = trusted ? ` · ${link('Run them', LensCommands.runTestsOf, of)}` : '';
  return `Run by ${link(ran, LensCommands.showTestsOf, of)}${runs}`;
}

function lastRun(run: Run | undefined): string {
  if (!run) return 'Not run yet';
  const { name, startedAt, status, engineMs } = run.summary();
  return `Last run: ${code(name)}, ${formatAgo(startedAt, Date.now())}, ${status}, ${formatMs(engineMs)} in the engine`;
}

function links(program: Program, fn: LinkedFunction, { trusted }: Rights): string {
  const of = [program.path, fn.id];
  const all = [
    link('Reveal in graph', LensCommands.revealInGraph, of),
    ...(fn.reason ? [link('Why eager?', LensCommands.whyEager, of)] : []),
    ...(fn.reason || !trusted
      ? []
      : [link('Show IR', LensCommands.showIr, of), link('Show assembly', LensCommands.showAssembly, of)]),
    ...(program.graph.main === undefined || !trusted
      ? []
      : [link('Run lazily', LensCommands.runLazily, [program.path])]),
  ];
  return all.join(' · ');
}

const link = (title: string, command: string, args: unknown[]): string =>
  `[${title}](command:${command}?${encodeURIComponent(JSON.stringify(args))})`;
