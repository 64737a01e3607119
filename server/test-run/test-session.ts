import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import type { ProgramTest, TestEvent, TestMode } from '../../protocol/tests.js';
import type { Program } from '../program/program.js';
import { Run } from '../run/run.js';
import { Batch, batches, howItEnded } from './batch.js';
import { failedAssertions } from './places.js';
import { type Command, type ProcessEnd, runProcess } from './process.js';
import { RanByTests } from './ran-by-tests.js';

/** A run that is shown with the others: what its process gets, and whom to tell of its end. */
export interface ShownRun {
  env: Record<string, string>;
  ended(end: ProcessEnd): Promise<void>;
}

export interface SessionParts {
  program: Program;
  /** Where a test runs that says nothing of it. */
  cwd: string;
  tell: (event: TestEvent) => void;
  show: (args: string[]) => Promise<ShownRun>;
}

/** Tests that a person starts together. */
export class TestSession {
  readonly ran: RanByTests;
  private readonly stopping = new AbortController();

  constructor(private readonly parts: SessionParts) {
    this.ran = new RanByTests(parts.program.graph);
  }

  cancel(): void {
    this.stopping.abort();
  }

  /** Ends when all have ended. With coverage each has a process of its own, a few at a time. */
  async run(tests: readonly ProgramTest[], mode: TestMode): Promise<void> {
    if (mode !== 'coverage') {
      const more = mode === 'reload' ? { AUTOJIT_RELOAD: '1' } : {};
      const show = async (args: string[]): Promise<ShownRun> => {
        const shown = await this.parts.show(args);
        return { ...shown, env: { ...shown.env, ...more } };
      };
      for (const batch of batches(tests)) await this.runBatch(batch, show);
      return;
    }
    const folder = await mkdtemp(join(tmpdir(), 'autojit-tests-'));
    try {
      const waiting = tests.map((test, number) => ({ test, trace: join(folder, `${String(number)}.jsonl`) }));
      const worker = async (): Promise<void> => {
        for (let next = waiting.shift(); next; next = waiting.shift()) await this.cover(next.test, next.trace);
      };
      await Promise.all(Array.from({ length: Math.min(4, availableParallelism()) }, worker));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  private async cover(test: ProgramTest, trace: string): Promise<void> {
    const { program } = this.parts;
    let args: string[] = [];
    await this.runBatch([test], (given) => {
      args = given;
      return Promise.resolve({ env: { AUTOJIT_TRACE: trace }, ended: () => Promise.resolve() });
    });
    if (!existsSync(trace)) return;
    const run = new Run({
      id: trace,
      program: program.path,
      args,
      startedAt: 0,
      trace,
      graph: program.graph,
      eagerCallers: () => program.eagerCallers(),
    });
    await run.finish({ kind: 'gone' });
    this.ran.add(test.name, run.state);
    await rm(trace, { force: true });
  }

  /** A test that ends the process ends no other: those behind it get a process of their own. */
  private async runBatch(tests: readonly ProgramTest[], show: (args: string[]) => Promise<ShownRun>): Promise<void> {
    for (let left = tests; left.length > 0 && !this.stopping.signal.aborted;) {
      const [first] = left;
      if (!first) return;
      if (first.framework === 'program') {
        await this.runWhole(first, show);
        left = left.slice(1);
        continue;
      }
      const batch = new Batch(left, first.framework, this.parts.tell, (file, test) => this.resolve(file, test));
      const end = await this.start(first, batch.arguments, show, (line) => batch.line(line));
      left = batch.finish(end, this.stopping.signal.aborted);
    }
  }

  /** Nothing but its exit code tells how it went. */
  private async runWhole(test: ProgramTest, show: (args: string[]) => Promise<ShownRun>): Promise<void> {
    const { tell } = this.parts;
    const { name } = test;
    tell({ kind: 'started', test: name });
    const begun = Date.now();
    let said: string[] = [];
    const end = await this.start(test, test.start.args, show, (line) => {
      if (said.push(line) > 200) said = said.slice(-50);
      tell({ kind: 'output', test: name, text: `${line}\n` });
    });
    const ms = Date.now() - begun;
    const stopped = this.stopping.signal.aborted;
    const passed = end.exitCode === 0;
    const text = end.exitCode === null ? howItEnded(end) : `The program ended with exit code ${String(end.exitCode)}.`;
    const [place] = failedAssertions(said).slice(-1);
    const file = place?.file === undefined ? undefined : this.resolve(place.file, test);
    const messages = passed || stopped ? [] : [{ text, ...(file !== undefined && { file, line: place?.line }) }];
    tell({ kind: 'ended', test: name, end: stopped ? 'skipped' : passed ? 'passed' : 'failed', ms, messages });
  }

  private async start(
    test: ProgramTest,
    args: string[],
    show: (args: string[]) => Promise<ShownRun>,
    onLine: (line: string) => void,
  ): Promise<ProcessEnd> {
    const shown = await show(args);
    // CTest starts the program itself, and gives it the environment that its lists name.
    const { entry, start } = test;
    const command: Command = entry
      ? { program: entry.ctest, args, env: shown.env, cwd: entry.folder }
      : {
          ...{ program: this.parts.program.path, args, env: { ...start.env, ...shown.env } },
          cwd: start.cwd ?? this.parts.cwd,
        };
    const end = await runProcess(command, onLine, this.stopping.signal);
    await shown.ended(end);
    return end;
  }

  /** Frameworks name files as the compiler was given them. */
  private resolve(file: string, test: ProgramTest): string | undefined {
    if (isAbsolute(file)) return file;
    const ending = `/${file.replace(/^(?:\.\.?\/)+/, '')}`;
    if (test.file.endsWith(ending)) return test.file;
    for (const known of this.parts.program.graph.files) if (known.endsWith(ending)) return known;
    const inFolder = join(test.start.cwd ?? this.parts.cwd, file);
    return existsSync(inFolder) ? inFolder : undefined;
  }
}
