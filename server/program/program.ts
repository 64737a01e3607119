import { basename } from 'node:path';
import type { Problem } from '../../protocol/lsp.js';
import { linkModules } from '../call-graph/link.js';
import type { LinkedCallGraph } from '../call-graph/linked-call-graph.js';
import type { LinkedObject } from '../call-graph/objects.js';
import { mapBatched } from '../support/batched.js';
import { buildInputs, type BuildInputs, type ReadModule } from './build-inputs.js';
import { EagerCallers } from './eager-callers.js';
import type { ManifestCache } from './manifest-cache.js';
import type { ProgramFile, ProgramModule } from './program-file.js';
import { neededLibraries } from './shared-libraries.js';
import { changedSince, staleProblem, type Seen } from './stale.js';
import { exists, storeCandidates } from './store.js';

export interface LoadOptions {
  /** The program before it was rebuilt; what is the same in both is not linked anew. */
  previous?: Program | undefined;
  /** Libraries that a run opened by name (dlopen): nothing in the program's file says so. */
  opened?: readonly ProgramFile[];
  env?: NodeJS.ProcessEnv;
}

/** An AutoJIT program with everything its file and its store say. Immutable but for what `checkSources` finds; a rebuild makes a new one. */
export class Program {
  private stale: string[] = [];
  private staleCheckedAt = 0;
  private readonly seen: Seen = new Map();
  private callers: Promise<EagerCallers> | undefined;

  private constructor(
    readonly file: ProgramFile,
    /** Its shared libraries that were built with AutoJIT, in the order of look-up: they are part of its graph. */
    readonly libraries: readonly ProgramFile[],
    readonly graph: LinkedCallGraph,
    /** The store that the manifests came from, else the first place where it could be. */
    readonly store: string,
    private readonly loadProblems: readonly Problem[],
    /** Modules without a usable manifest: their functions and calls are not in the graph. */
    readonly modulesMissing: number,
    /** Of the program and each of its libraries. */
    readonly inputs: readonly BuildInputs[],
  ) {}

  static async load(file: ProgramFile, cache: ManifestCache, options: LoadOptions = {}): Promise<Program> {
    const { previous, opened = [], env = process.env } = options;
    const libraries = await withOpened(await neededLibraries(file, env), opened, env);
    const taken = new Set<string>();
    const loaded: FileModules[] = [];
    for (const one of [file, ...libraries]) loaded.push(await loadModules(one, cache, taken, env));
    const [own] = loaded;
    const modules = loaded.flatMap((one) => one.modules.map(({ module }) => module));
    const problems = loaded.flatMap((one) => one.problems);
    const store = own?.store ?? '';
    const gone = await storeGone(file, own?.modules.length ?? 0, store);
    return new Program(
      file,
      libraries,
      linkModules(modules, cache.symbols, {
        previous: previous?.graph,
        sameFunction: [file, ...libraries].flatMap(({ sameFunction }) => sameFunction),
        objects: loaded.map(asObject),
      }),
      store,
      gone ? [gone] : summarize(problems),
      problems.length,
      await Promise.all(loaded.map((one) => buildInputs(one.file.path, one.file.builtAt, one.modules))),
    );
  }

  /** Whose calls a run tells of by addresses. */
  eagerCallers(): Promise<EagerCallers> {
    this.callers ??= EagerCallers.read([this.file, ...this.libraries], this.graph);
    return this.callers;
  }

  /** Of itself and its libraries. */
  get modules(): ProgramModule[] {
    return [this.file, ...this.libraries].flatMap(({ modules }) => modules);
  }

  /** When the file was linked that a source went into; Unix milliseconds. */
  builtAt(source: string): number {
    return this.inputs.find(({ files }) => files.has(source))?.builtAt ?? this.file.builtAt;
  }

  /** The file that has a module: itself, or one of its libraries. */
  fileOf(module: string): ProgramFile {
    return this.libraries.find(({ modules }) => modules.some(({ id }) => id === module)) ?? this.file;
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
    const stale = await Promise.all(
      this.inputs.map(({ files, builtAt }) => changedSince([...files], builtAt, this.seen)),
    );
    this.stale = [...new Set(stale.flat())];
    return this.stale.join('\n') !== before;
  }
}

interface FileModules {
  file: ProgramFile;
  modules: ReadModule[];
  problems: Problem[];
  store: string;
}

/** `taken`: modules that files before this one have. The same object linked into both is shown once. */
async function loadModules(
  file: ProgramFile,
  cache: ManifestCache,
  taken: Set<string>,
  env: NodeJS.ProcessEnv,
): Promise<FileModules> {
  const candidates = await storeCandidates(file.path, file.stores, env);
  const wanted = file.modules.filter(({ id }) => !taken.has(id));
  const results = await mapBatched(wanted, (module) => cache.load(module.id, module.source, candidates));
  const loaded: FileModules = { file, modules: [], problems: [], store: candidates[0] ?? '' };
  for (const result of results) {
    if (!result.ok) {
      loaded.problems.push(result.problem);
      continue;
    }
    if (loaded.modules.length === 0) loaded.store = result.store;
    loaded.modules.push(result);
    taken.add(result.module.id);
  }
  return loaded;
}

function asObject({ file, modules }: FileModules): LinkedObject {
  return { modules: modules.length, exports: file.dynamic.exports, wraps: file.wraps };
}

/** What was opened while the program ran comes last, with what it needs itself. */
async function withOpened(
  needed: readonly ProgramFile[],
  opened: readonly ProgramFile[],
  env: NodeJS.ProcessEnv,
): Promise<ProgramFile[]> {
  const all = new Map(needed.map((file) => [file.path, file]));
  for (const file of opened) {
    for (const one of [file, ...(await neededLibraries(file, env))]) if (!all.has(one.path)) all.set(one.path, one);
  }
  return [...all.values()];
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
