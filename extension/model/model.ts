import * as path from 'node:path';
import * as vscode from 'vscode';
import type {
  FunctionSummary,
  ModuleSummary,
  ProgramSummary,
  RegularProgram,
  RunSummary,
  ToolCheck,
} from '../../protocol/lsp.js';
import { countStates, foldFunction, LIST_FACTS } from '../../protocol/states.js';
import { t } from '../window/text.js';
import { isActive } from './active.js';
import type { NotificationParams, ServerClient } from './client.js';
import { setContext } from './context-keys.js';
import { decideState, type ExtensionState } from './state.js';

export type StatesChanged = NotificationParams<'statesChanged'>;

/** The editor's copy of what the server knows. Views read it and listen; they never ask the server about lists themselves. */
export class Model implements vscode.Disposable {
  programs: readonly ProgramSummary[] = [];
  runs: readonly RunSummary[] = [];
  tools: readonly ToolCheck[] = [];
  state: ExtensionState = 'starting';
  /** Why the state is what it is, for people; empty when all is well. */
  reason = t('Looking for programs…');

  private readonly modules = new Map<string, ModuleSummary[]>();
  /** By program: labels of its functions by their ids. */
  private readonly labels = new Map<string, ReadonlyMap<string, string>>();
  private regular: readonly RegularProgram[] = [];
  private serverProblem: string | undefined;
  private settled = false;
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly states = new vscode.EventEmitter<StatesChanged>();
  /** Programs, runs, tools or the state of the whole changed. */
  readonly onDidChange = this.changed.event;
  /** Functions changed while a program runs. */
  readonly onDidChangeStates = this.states.event;

  constructor(private readonly client: ServerClient) {
    client.on('programsChanged', ({ programs, regular }) => {
      this.regular = regular;
      this.setPrograms(programs);
    });
    client.on('runsChanged', ({ runs }) => {
      this.runs = runs;
      this.update();
    });
    client.on('statesChanged', (change) => this.setStates(change));
  }

  /** Asks for everything; after a start, and when a person says so. */
  async load(): Promise<void> {
    this.serverProblem = undefined;
    const tools = this.client.request('doctor', {});
    this.runs = await this.client.request('runs', {});
    this.tools = await tools;
    this.regular = await this.client.request('regularPrograms', {});
    this.settled = true;
    this.setPrograms(await this.client.request('programs', {}));
  }

  fail(reason: string): void {
    this.serverProblem = reason;
    this.update();
  }

  find(path: string): ProgramSummary | undefined {
    return this.programs.find((program) => program.path === path);
  }

  /** What a person most likely means: programs that were run last, then those that were built last. */
  get likely(): ProgramSummary[] {
    const lastRun = new Map<string, number>();
    for (const { program, startedAt } of this.runs)
      lastRun.set(program, Math.max(startedAt, lastRun.get(program) ?? 0));
    const at = ({ path }: ProgramSummary): number => lastRun.get(path) ?? 0;
    return [...this.programs].sort((a, b) => at(b) - at(a));
  }

  /** Modules and functions of a program; kept and patched while it runs. */
  async modulesOf(program: string): Promise<ModuleSummary[]> {
    const known = this.modules.get(program);
    if (known) return known;
    const modules = await this.client.request('modules', { program });
    this.modules.set(program, modules);
    this.labels.set(
      program,
      new Map(modules.flatMap(({ functions }) => functions.map(({ id, label }) => [id, label] as const))),
    );
    return modules;
  }

  /** A function as people read it; one of another library still has its symbol in its id (protocol/graph.ts, FunctionId). */
  labelOf(program: string, id: string): string {
    return this.labels.get(program)?.get(id) ?? id.slice(id.lastIndexOf('#') + 1).replace(/^ext:/, '');
  }

  dispose(): void {
    this.changed.dispose();
    this.states.dispose();
  }

  private setPrograms(programs: readonly ProgramSummary[]): void {
    this.programs = [...programs].sort((a, b) => b.builtAt - a.builtAt);
    this.modules.clear();
    this.labels.clear();
    this.update();
  }

  private setStates(change: StatesChanged): void {
    if (change.run.process === undefined) this.patchProgram(change);
    this.runs = [change.run, ...this.runs.filter(({ id }) => id !== change.run.id)];
    this.states.fire(change);
    this.update();
  }

  /** Of a single process the program's lists tell nothing: they are of whole runs. */
  private patchProgram(change: StatesChanged): void {
    this.programs = this.programs.map((program) =>
      program.path === change.program ? { ...program, counts: change.counts } : program,
    );
    // A new run begins with stubs: what the one before it materialized is asked for no more.
    if (!this.runs.some(({ id }) => id === change.run.id)) this.modules.delete(change.program);
    const modules = this.modules.get(change.program);
    if (modules) this.modules.set(change.program, patch(modules, change));
  }

  private update(): void {
    [this.state, this.reason] = decideState({
      system: `${process.platform} ${process.arch}`,
      trusted: vscode.workspace.isTrusted,
      serverProblem: this.serverProblem,
      programs: this.programs,
      regular: this.regular.map(({ path: file, assembly }) => ({ name: path.basename(file), assembly })),
      tools: this.tools,
      settled: this.settled,
    });
    const running = this.runs.some(isActive);
    setContext('autojit.state', this.state);
    setContext('autojit.running', running);
    setContext('autojit.hasProgram', this.programs.length > 0);
    setContext(
      'autojit.programPaths',
      this.programs.filter(({ hasMain }) => hasMain).map(({ path: program }) => program),
    );
    setContext(
      'autojit.hasTests',
      this.programs.some(({ hasTests }) => hasTests),
    );
    this.changed.fire();
  }
}

function patch(modules: readonly ModuleSummary[], { changes }: StatesChanged): ModuleSummary[] {
  const nodes = new Map(changes.map(({ node }) => [node.id, node]));
  return modules.map((module) => {
    if (!module.functions.some(({ id }) => nodes.has(id))) return module;
    const functions = module.functions.map((fn): FunctionSummary => {
      const node = nodes.get(fn.id);
      return node?.state ? foldFunction<FunctionSummary>(fn, node, LIST_FACTS) : fn;
    });
    return { ...module, functions, counts: countStates(functions.map(({ state }) => state)) };
  });
}
