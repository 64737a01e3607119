import { basename } from 'node:path';
import type { Problem } from '../../protocol/lsp.js';
import { linkModules } from '../call-graph/link.js';
import type { LinkedCallGraph } from '../call-graph/linked-call-graph.js';
import type { Module } from '../call-graph/module.js';
import { mapBatched } from '../support/batched.js';
import type { ManifestCache } from './manifest-cache.js';
import type { ProgramFile } from './program-file.js';
import { changedSince, staleProblem, type Seen } from './stale.js';
import { exists, storeCandidates } from './store.js';

/** An AutoJIT program with everything its file and its store say. Immutable but for what `checkSources` finds; a rebuild makes a new one. */
export class Program {
  private stale: string[] = [];
  private staleCheckedAt = 0;
  private readonly seen: Seen = new Map();

  private readonly sources: readonly string[];

  private constructor(
    readonly file: ProgramFile,
    readonly graph: LinkedCallGraph,
    /** The store that the manifests came from, else the first place where it could be. */
    readonly store: string,
    private readonly loadProblems: readonly Problem[],
    /** Modules without a usable manifest: their functions and calls are not in the graph. */
    readonly modulesMissing: number,
  ) {
    this.sources = [...graph.files];
  }

  /** `previous`: the program before it was rebuilt; what is the same in both is not linked anew. */
  static async load(
    file: ProgramFile,
    cache: ManifestCache,
    previous?: Program,
    env: NodeJS.ProcessEnv = process.env,
  ): Promise<Program> {
    const candidates = await storeCandidates(file.path, file.stores, env);
    const results = await mapBatched(file.modules, (module) => cache.load(module.id, module.source, candidates));
    const modules: Module[] = [];
    const problems: Problem[] = [];
    let store: string | undefined;
    for (const result of results) {
      if (result.ok) {
        modules.push(result.module);
        store ??= result.store;
      } else problems.push(result.problem);
    }
    const linked = candidates[0] ?? '';
    const gone = await storeGone(file, modules.length, store ?? linked);
    return new Program(
      file,
      linkModules(modules, cache.symbols, { previous: previous?.graph, sameFunction: file.sameFunction }),
      store ?? linked,
      gone ? [gone] : summarize(problems),
      problems.length,
    );
  }

  get path(): string {
    return this.file.path;
  }

  get name(): string {
    return basename(this.file.path);
  }

  get staleSources(): readonly string[] {
    return this.stale;
  }

  get problems(): Problem[] {
    const stale = staleProblem(this.stale);
    return stale ? [...this.loadProblems, stale] : [...this.loadProblems];
  }

  /** Looks at the sources' times again, unless that was less than `maxAge` ms ago. True when the answer changed. */
  async checkSources(maxAge = 0): Promise<boolean> {
    const now = Date.now();
    if (now - this.staleCheckedAt < maxAge) return false;
    this.staleCheckedAt = now;
    const before = this.stale.join('\n');
    this.stale = await changedSince(this.sources, this.file.builtAt, this.seen);
    return this.stale.join('\n') !== before;
  }
}

/** One missing manifest is a detail; when none is there, the store itself is what is missing. */
async function storeGone(file: ProgramFile, loaded: number, store: string): Promise<Problem | undefined> {
  if (loaded > 0 || file.modules.length === 0 || (await exists(store))) return undefined;
  return {
    code: 'store-gone',
    message: `The store that ${basename(file.path)} was built into is gone: ${store}.`,
    action: 'Rebuild the program, or set AUTOJIT_STORE to where the store is now.',
  };
}

const MAX_PROBLEMS = 5;

function summarize(problems: readonly Problem[]): Problem[] {
  if (problems.length <= MAX_PROBLEMS) return [...problems];
  const rest = problems.length - (MAX_PROBLEMS - 1);
  const last = problems[MAX_PROBLEMS - 1];
  return [
    ...problems.slice(0, MAX_PROBLEMS - 1),
    ...(last ? [{ ...last, message: `${String(rest)} more modules have such problems.` }] : []),
  ];
}
