import type { ProgramTest, TestEnd, TestEvent, TestMessage } from '../../protocol/tests.js';
import { FRAMEWORKS } from './frameworks.js';
import { failedAssertions } from './places.js';
import type { ProcessEnd } from './process.js';
import type { Reported, ReportingFramework } from './report.js';

/** Longer than this, one argument of a program is refused by Linux (128 KiB). */
const MAX_ARGUMENTS = 60_000;

/** Tests that one process can run: of one framework, in one folder and environment, within what a command line holds. */
export function batches(tests: readonly ProgramTest[]): ProgramTest[][] {
  const open = new Map<string, { tests: ProgramTest[]; size: number }>();
  const all: ProgramTest[][] = [];
  for (const test of tests) {
    const { cwd, env } = test.start;
    // CTest starts a process for each entry itself, and a run shows one.
    const key = JSON.stringify([test.framework, cwd, env, test.framework === 'ctest' && test.name]);
    const size = test.start.args.join(' ').length + 1;
    let batch = open.get(key);
    if (!batch || batch.size + size > MAX_ARGUMENTS) {
      batch = { tests: [], size: 0 };
      open.set(key, batch);
      all.push(batch.tests);
    }
    batch.tests.push(test);
    batch.size += size;
  }
  return all;
}

/** Follows one process that runs tests: which of them have ended, and what is to be told. */
export class Batch {
  private readonly byName: ReadonlyMap<string, ProgramTest>;
  private readonly ended = new Set<string>();
  /** Instances that have begun and not ended, with their tests. */
  private readonly running = new Map<string, string>();
  private readonly reader;
  private readonly framework: ReportingFramework;
  private said: string[] = [];

  constructor(
    readonly tests: readonly ProgramTest[],
    framework: ReportingFramework,
    private readonly tell: (event: TestEvent) => void,
    private readonly resolve: (file: string, test: ProgramTest) => string | undefined,
  ) {
    this.framework = framework;
    this.byName = new Map(tests.map((test) => [test.name, test]));
    this.reader = FRAMEWORKS[framework].read((reported) => this.hear(reported));
  }

  get arguments(): string[] {
    return FRAMEWORKS[this.framework].arguments(this.tests);
  }

  line(text: string): void {
    // The end of it is what an error shows that no test explains.
    if (this.said.push(text) > 200) this.said = this.said.slice(-50);
    this.reader.line(text);
  }

  /** Tests that the process did not come to, which another one may run; none when it got nowhere at all. */
  finish(end: ProcessEnd, stopped: boolean): ProgramTest[] {
    this.reader.end();
    const progress = this.ended.size > 0 || this.running.size > 0;
    for (const [instance, name] of this.running) this.fail(name, instance, end, stopped);
    this.running.clear();
    const missing = this.tests.filter(({ name }) => !this.ended.has(name));
    if (stopped) {
      // Not every framework says when a test begins.
      for (const { name } of missing) this.fail(name, name, end, stopped);
      return [];
    }
    if (progress && missing.length > 0) return missing;
    for (const { name } of missing) this.fail(name, name, end, false, 'errored');
    return [];
  }

  private hear(reported: Reported): void {
    const found = reported.name === undefined ? undefined : this.find(reported.name);
    if (reported.kind === 'output') {
      this.tell({ kind: 'output', text: reported.text, ...(found && { test: found.name }) });
      return;
    }
    if (!found) return;
    const which = { test: found.name, ...(reported.name !== found.name && { instance: reported.name }) };
    if (reported.kind === 'started') {
      this.running.set(reported.name, found.name);
      this.tell({ kind: 'started', ...which });
      return;
    }
    this.running.delete(reported.name);
    this.ended.add(found.name);
    const messages = reported.messages.map((message) => this.placed(message, found));
    const { end, ms } = reported;
    this.tell({ kind: 'ended', ...which, end, ...(ms !== undefined && { ms }), messages });
  }

  private placed({ file, line, ...message }: TestMessage, test: ProgramTest): TestMessage {
    const resolved = file === undefined ? undefined : this.resolve(file, test);
    return { ...message, ...(resolved !== undefined && line !== undefined && { file: resolved, line }) };
  }

  /** A test by the name that its framework has for it or for one of its instances. */
  private find(name: string): ProgramTest | undefined {
    for (const one of [name, ...FRAMEWORKS[this.framework].testsOf(name)]) {
      const test = this.byName.get(one);
      if (test) return test;
    }
    // Tests that macros of the project's own made are known by their classes.
    return this.byName.get(name.replace('.', '_'));
  }

  /** A test that was under way has failed; one that the program did not come to says nothing of what it tests. */
  private fail(test: string, instance: string, end: ProcessEnd, stopped: boolean, how: TestEnd = 'failed'): void {
    this.ended.add(test);
    const which = { test, ...(instance !== test && { instance }) };
    if (stopped) return this.tell({ kind: 'ended', ...which, end: 'skipped', messages: [] });
    const tail = this.said.slice(-20).join('\n');
    const text = `${howItEnded(end)}${tail === '' ? '' : `\n${tail}`}`;
    const of = this.byName.get(test);
    const place = failedAssertions(this.said)
      .slice(-1)
      .map((one) => (of ? this.placed(one, of) : one));
    this.tell({ kind: 'ended', ...which, end: how, messages: [{ ...place[0], text }] });
  }
}

export function howItEnded({ exitCode, signal, failure }: ProcessEnd): string {
  if (failure !== undefined) return failure;
  if (signal !== null) return `The program was ended by ${signal}.`;
  return `The program ended with exit code ${String(exitCode)} and did not say how this test went.`;
}
