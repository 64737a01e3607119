import { realpath, stat } from 'node:fs/promises';
import { basename, sep } from 'node:path';
import type { Problem, RegularProgram } from '../../protocol/lsp.js';
import { ManifestCache } from '../program/manifest-cache.js';
import { readProgramFile, type ProgramFile } from '../program/program-file.js';
import { Program } from '../program/program.js';
import { describeSystemError, ProblemError } from '../support/problem.js';
import { findCandidates, type Candidate } from './scan.js';

/** A program file of the workspace. `program` is its last readable state; `problem` says why there is no newer one. */
export interface ProgramEntry {
  path: string;
  builtAt: number;
  program: Program | undefined;
  problem: Problem | undefined;
}

/** Times of sources that are not older than this need not be asked for again. */
export const STALE_CHECK_MS = 2000;

/** All AutoJIT programs of some folders, kept up to date one file at a time. */
export class ProgramIndex {
  readonly manifests = new ManifestCache();
  private readonly entries = new Map<string, ProgramEntry>();
  /** Files that were looked at, as `<mtime> <size>`, so that a scan opens only what changed. */
  private readonly seen = new Map<string, string>();
  /** By path: the file that has this name. Cargo gives a program two, of which people know the shorter one. */
  private readonly inodes = new Map<string, string>();
  /** Programs that were built without AutoJIT. */
  private readonly regular = new Map<string, RegularProgram>();
  /** By program: libraries that runs of it opened by name. */
  private readonly opened = new Map<string, Set<string>>();
  private queue: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly roots: readonly string[],
    private readonly onChanged: () => void,
  ) {}

  /** Programs first that were built last; libraries that one of them has in its own graph come after all programs. */
  list(): ProgramEntry[] {
    const parts = new Set([...this.entries.values()].flatMap(({ program }) => librariesOf(program)));
    const isPart = ({ path }: ProgramEntry): number => Number(parts.has(path));
    return this.byBestName(this.entries).sort((a, b) => isPart(a) - isPart(b) || b.builtAt - a.builtAt);
  }

  private byBestName<T extends { path: string }>(all: ReadonlyMap<string, T>): T[] {
    const best = new Map<string, T>();
    for (const one of all.values()) {
      const file = this.inodes.get(one.path) ?? one.path;
      const known = best.get(file);
      if (!known || one.path.length < known.path.length) best.set(file, one);
    }
    return [...best.values()];
  }

  programs(): Program[] {
    return this.list().flatMap((entry) => entry.program ?? []);
  }

  /** Programs that were built without AutoJIT: what a person may have thought was built with it. */
  regularPrograms(): RegularProgram[] {
    return this.byBestName(this.regular).sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  get(path: string): ProgramEntry | undefined {
    return this.entries.get(path);
  }

  find(path: string): Program | undefined {
    return this.entries.get(path)?.program;
  }

  /** The same as it is on the disk now: a build that ended a moment ago may not have been noticed yet. */
  async current(path: string): Promise<Program | undefined> {
    if (this.roots.some((root) => path.startsWith(root + sep))) await this.update(path);
    return this.find(path);
  }

  /** Looks at all files again. */
  scan(): Promise<void> {
    return this.enqueue(async () => {
      const candidates = (await Promise.all(this.roots.map(findCandidates))).flat();
      let changed = false;
      for (const candidate of candidates) changed = (await this.look(candidate)) || changed;
      changed = (await this.dropVanished()) || changed;
      changed = (await this.retryIncomplete()) || changed;
      if (changed) await this.changed();
    });
  }

  /** One file appeared, changed or vanished. */
  update(path: string): Promise<void> {
    return this.enqueue(async () => {
      const status = await stat(path).catch(() => undefined);
      const looked = status?.isFile() ? await this.look({ path, mtimeMs: status.mtimeMs, size: status.size }) : false;
      const dropped = status === undefined && this.drop(path);
      if (looked || dropped) await this.changed();
    });
  }

  /** Every file that some program was compiled from. */
  *sources(): Iterable<string> {
    for (const { inputs } of this.programs()) for (const { files } of inputs) yield* files;
  }

  /** Sources were saved: which programs are stale now? */
  checkSources(maxAge: number): Promise<void> {
    return this.enqueue(() => this.lookAtSources(maxAge));
  }

  private async lookAtSources(maxAge: number): Promise<void> {
    const answers = await Promise.all(this.programs().map((program) => program.checkSources(maxAge)));
    if (answers.includes(true)) this.onChanged();
  }

  /** What was built is shown before the times of a thousand sources are known. */
  private async changed(): Promise<void> {
    this.manifests.retain(new Set(this.programs().flatMap((program) => program.modules.map((m) => m.id))));
    this.onChanged();
    await this.lookAtSources(STALE_CHECK_MS);
  }

  /** One change after the other: two readers of one half-linked file would race about which of them is right. */
  private enqueue(work: () => Promise<void>): Promise<void> {
    const turn = this.queue.then(work);
    this.queue = turn.catch(() => undefined);
    return turn;
  }

  private async look(candidate: Candidate): Promise<boolean> {
    const stamp = `${String(candidate.mtimeMs)} ${String(candidate.size)}`;
    if (this.seen.get(candidate.path) === stamp) return false;
    this.seen.set(candidate.path, stamp);
    try {
      const file = await readProgramFile(candidate.path);
      if (file) this.inodes.set(file.path, file.inode);
      const isRegular = file?.modules.length === 0 && isApplication(file.path);
      const was = this.regular.delete(candidate.path);
      if (isRegular) this.regular.set(candidate.path, { path: candidate.path, assembly: file.isAssembly });
      if (!file || file.modules.length === 0) return this.entries.delete(candidate.path) || was !== isRegular;
      const isNew = await this.loaded(file);
      return (isNew && (await this.relinkUsers(file))) || isNew;
    } catch (error) {
      return this.failed(candidate, error);
    }
  }

  private async loaded(file: ProgramFile): Promise<boolean> {
    const known = this.entries.get(file.path);
    // A second name (link) of a file that was just loaded.
    if (known?.program && known.builtAt === file.builtAt && known.program.file.size === file.size) return false;
    const program = await this.link(file, known?.program);
    this.entries.set(file.path, { path: file.path, builtAt: file.builtAt, program, problem: undefined });
    return true;
  }

  private link(file: ProgramFile, previous: Program | undefined): Promise<Program> {
    const opened = [...(this.opened.get(file.path) ?? [])].flatMap(
      (path) => this.entries.get(path)?.program?.file ?? [],
    );
    return Program.load(file, this.manifests, { previous, opened });
  }

  /** A library was built: programs that have it, or could not find it when they were read. */
  private async relinkUsers(library: ProgramFile): Promise<boolean> {
    const name = basename(library.path);
    let changed = false;
    for (const entry of this.entries.values()) {
      const { program } = entry;
      if (!program || program.path === library.path) continue;
      const known = program.libraries.find(({ path }) => path === library.path);
      const mayNeed = program.file.dynamic.needed.some((needed) => name.startsWith(basename(needed)));
      const isNew = known ? known.builtAt !== library.builtAt || known.size !== library.size : mayNeed;
      if (!isNew) continue;
      entry.program = await this.link(program.file, program);
      changed = true;
    }
    return changed;
  }

  /**
   * A run of a program has a module that is none of those in the program's graph: it opened a library by name. Answers the
   * program with that library, if the library is known here.
   */
  async foundOpened(path: string, module: string): Promise<Program | undefined> {
    await this.enqueue(async () => {
      const entry = this.entries.get(path);
      const library = this.programs().find(({ file }) => file.modules.some(({ id }) => id === module));
      if (!entry?.program || !library || library.path === path || entry.program.graph.hasModule(module)) return;
      this.opened.set(path, (this.opened.get(path) ?? new Set()).add(library.path));
      entry.program = await this.link(entry.program.file, entry.program);
      await this.changed();
    });
    const program = this.find(path);
    return program?.graph.hasModule(module) ? program : undefined;
  }

  /** A known program that cannot be read now keeps its last state; a file that never was one is not our business. */
  private async failed(candidate: Candidate, error: unknown): Promise<boolean> {
    this.seen.delete(candidate.path);
    const problem = asProblem(candidate.path, error);
    const path = await realpath(candidate.path).catch(() => candidate.path);
    const known = this.entries.get(path);
    if (!known && problem.code !== 'manifest-version') return false;
    if (known?.problem?.message === problem.message) return false;
    this.entries.set(path, {
      path,
      builtAt: known?.builtAt ?? candidate.mtimeMs,
      program: known?.program,
      problem,
    });
    return true;
  }

  private async dropVanished(): Promise<boolean> {
    let dropped = false;
    for (const path of [...this.entries.keys(), ...this.regular.keys()]) {
      if (await stat(path).catch(() => undefined)) continue;
      dropped = this.drop(path) || dropped;
    }
    return dropped;
  }

  private drop(path: string): boolean {
    this.seen.delete(path);
    this.inodes.delete(path);
    const wasProgram = this.entries.delete(path);
    return this.regular.delete(path) || wasProgram;
  }

  /** A program whose manifests were missing or half-written may be whole now, although its file did not change. */
  private async retryIncomplete(): Promise<boolean> {
    let changed = false;
    for (const entry of this.list()) {
      const before = entry.program;
      if (!before || before.problems.every((problem) => problem.code === 'stale')) continue;
      const program = await this.link(before.file, before);
      await program.checkSources();
      if (JSON.stringify(program.problems) === JSON.stringify(before.problems)) continue;
      this.entries.set(entry.path, { ...entry, program });
      changed = true;
    }
    return changed;
  }
}

function librariesOf(program: Program | undefined): string[] {
  return program?.libraries.map(({ path }) => path) ?? [];
}

/** Not a library. */
function isApplication(path: string): boolean {
  return !/\.so(\.|$)/.test(path);
}

function asProblem(path: string, error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem;
  return {
    code: 'unreadable',
    message: `Cannot read ${path}: ${describeSystemError(error)}.`,
    action: 'Build it again.',
  };
}
