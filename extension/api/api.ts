import * as vscode from 'vscode';
import type { GraphSlice } from '../../protocol/graph.js';
import type { FunctionSummary, ProgramSummary, RunSummary } from '../../protocol/lsp.js';
import type { ServerClient } from '../model/client.js';
import type { Model, StatesChanged } from '../model/model.js';
import { UserError } from '../window/messages.js';
import { t } from '../window/text.js';
import type * as api from './autojit.js';

const VERSION = 1;

/** What the API needs of the extension. */
export interface ApiParts {
  client: ServerClient;
  model: Model;
  run: (program: string, args: readonly string[]) => Promise<string>;
  reveal: (program: string, id: string) => void;
}

/**
 * What other extensions get (autojit.d.ts). Every object is made here, field by field: what the rest of the extension works with may change,
 * and this may not.
 */
export class Api implements api.AutoJitApi, vscode.Disposable {
  readonly version = VERSION;
  private readonly changedPrograms = new vscode.EventEmitter<void>();
  private readonly changedRuns = new vscode.EventEmitter<void>();
  private readonly changedStates = new vscode.EventEmitter<api.AutoJitStateChange>();
  readonly onDidChangePrograms = this.changedPrograms.event;
  readonly onDidChangeRuns = this.changedRuns.event;
  readonly onDidChangeStates = this.changedStates.event;
  private readonly subscription: vscode.Disposable;

  constructor(private readonly parts: ApiParts) {
    const { model } = parts;
    let { programs, runs } = model;
    this.subscription = vscode.Disposable.from(
      model.onDidChange(() => {
        const [before, ran] = [programs, runs];
        ({ programs, runs } = model);
        if (programs !== before) this.changedPrograms.fire();
        if (runs !== ran) this.changedRuns.fire();
      }),
      model.onDidChangeStates((change) => this.changedStates.fire(stateChange(change))),
    );
  }

  static exports(one: Api): api.AutoJitExports {
    return {
      getApi: (version: number) => {
        if (version === VERSION) return one;
        throw new Error(
          t(
            'This AutoJIT has version {0} of its API, not {1}. Update the older extension of the two.',
            VERSION,
            version,
          ),
        );
      },
    };
  }

  get programs(): readonly api.AutoJitProgram[] {
    return this.parts.model.programs.map(program);
  }

  get runs(): readonly api.AutoJitRun[] {
    return this.parts.model.runs.map(run);
  }

  async functions(path: string): Promise<api.AutoJitFunction[]> {
    const modules = await this.parts.model.modulesOf(path);
    return modules.flatMap(({ functions }) => functions.map(fn));
  }

  async calls(id: string): Promise<api.AutoJitFirstCall[] | undefined> {
    const { model, client } = this.parts;
    const known = model.runs.find((one) => one.id === id);
    const timeline = known && (await client.request('timeline', { program: known.program, run: id }));
    return timeline?.materializations.map(({ id: called, label, order, at, by }) => ({
      ...{ id: called, label, order, at },
      ...(by !== undefined && { firstCaller: by }),
    }));
  }

  async related(path: string, id: string, direction: 'callers' | 'callees'): Promise<api.AutoJitRelatedCall[]> {
    const { calls } = await this.parts.client.request('relatedCalls', { program: path, id, direction });
    return calls.map(({ id: other, label, certainty, observed, file, line, at }) => ({
      ...{ id: other, label, certainty, observed },
      ...placed(file, line),
      ...(at !== undefined && { at }),
    }));
  }

  async graph({ program: path, root, callees = 2, callers = 0, run: of, limit = 300 }: api.AutoJitGraphQuery) {
    const slice = await this.parts.client.request('graph', {
      ...{ program: path, view: 'live', depthOut: callees, depthIn: callers, externals: false, limit },
      ...(root !== undefined && { root }),
      ...(of !== undefined && { run: of }),
    });
    return graph(slice);
  }

  async run(path: string, args: readonly string[]): Promise<string> {
    const known = this.parts.model.find(path);
    if (!known) throw new UserError(t('{0} is not a program in this workspace that was built with AutoJIT.', path));
    return this.parts.run(path, args);
  }

  reveal(path: string, id: string): Promise<void> {
    return Promise.resolve(this.parts.reveal(path, id));
  }

  dispose(): void {
    vscode.Disposable.from(this.subscription, this.changedPrograms, this.changedRuns, this.changedStates).dispose();
  }
}

function program({ path, name, builtAt, hasTests, counts, problems }: ProgramSummary): api.AutoJitProgram {
  return {
    ...{ path, name, builtAt, hasTests, counts: { ...counts } },
    problems: problems.map(({ message, action }) => `${message} ${action}`),
  };
}

function run({ id, program: path, args, startedAt, status, exitCode, signal, ...counts }: RunSummary): api.AutoJitRun {
  return {
    ...{ id, program: path, args: [...args], startedAt, status },
    ...(exitCode !== undefined && { exitCode }),
    ...(signal !== undefined && { signal }),
    ...{ materialized: counts.materialized, failed: counts.failed },
  };
}

function fn({ id, label, state, reason, file, line, materializedBy, library }: FunctionSummary): api.AutoJitFunction {
  return {
    ...{ id, label, state },
    ...(reason && { reason: reason.text }),
    ...placed(file, line),
    ...(materializedBy !== undefined && { firstCaller: materializedBy }),
    ...(library !== undefined && { library }),
  };
}

function stateChange({ program: path, run: { id: of }, changes }: StatesChanged): api.AutoJitStateChange {
  return {
    ...{ program: path, run: of },
    functions: changes.flatMap(({ node: { id, state, materializedBy } }) =>
      state ? [{ id, state, ...(materializedBy !== undefined && { firstCaller: materializedBy }) }] : [],
    ),
  };
}

function graph({ nodes, edges, coverage }: GraphSlice): api.AutoJitGraph {
  return {
    functions: nodes
      .filter(({ kind }) => kind !== 'runtime')
      .map(({ id, label, state, file, line }) => ({ id, label, ...(state && { state }), ...placed(file, line) })),
    calls: edges.flatMap(({ from, to, kind }) => (kind === 'runtime' || kind === 'via' ? [] : [{ from, to, kind }])),
    truncated: coverage.truncated,
  };
}

function placed(file: string | undefined, line: number | undefined): { file?: string; line?: number } {
  return { ...(file !== undefined && { file }), ...(line !== undefined && { line }) };
}
