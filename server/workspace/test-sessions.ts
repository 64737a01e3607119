import { dirname, sep } from 'node:path';
import type { FunctionId } from '../../protocol/graph.js';
import type { CoveredFile, ProgramTest, TestEvent, TestMode } from '../../protocol/tests.js';
import { isOwn } from '../call-graph/ownership.js';
import type { Program } from '../program/program.js';
import type { Wanted } from '../run-export/declarations.js';
import { ProblemError } from '../support/problem.js';
import { RanByTests } from '../test-run/ran-by-tests.js';
import { TestSession } from '../test-run/test-session.js';
import type { OwnCode } from './own-code.js';
import type { RunRegistry } from './run-registry.js';

/** An editor asks for details of a run of tests as long as it shows it; older ones are let go. */
const KEPT_SESSIONS = 5;
/** What happens is told together: thousands of tests end within a second. */
const TELL_MS = 50;

interface Asked {
  session: string;
  program: Program;
  tests: readonly ProgramTest[];
  mode: TestMode;
}

interface Kept {
  session: TestSession;
  isOwn: Wanted;
}

/** Runs of tests, and what each test called when it last ran with coverage. */
export class TestSessions {
  private readonly sessions = new Map<string, Kept>();
  private readonly ran = new Map<string, RanByTests>();

  constructor(
    private readonly roots: readonly string[],
    private readonly runs: RunRegistry,
    private readonly ownCode: OwnCode,
  ) {}

  /** Answers how many declarations no run can tell of. */
  async run(
    { session: id, program, tests, mode }: Asked,
    tell: (program: string, events: TestEvent[]) => void,
  ): Promise<number> {
    let pending: TestEvent[] = [];
    const flush = (): void => {
      if (pending.length > 0) tell(program.path, pending);
      pending = [];
    };
    const timer = setInterval(flush, TELL_MS);
    const root = this.roots.find((folder) => program.path.startsWith(folder + sep));
    const session = new TestSession({
      program,
      cwd: root ?? dirname(program.path),
      tell: (event) => void pending.push(event),
      show: async (args) => {
        const { run, env } = await this.runs.prepare(program, args, { once: true });
        return { env, ended: ({ exitCode, signal }) => this.runs.finish(run, { kind: 'certain', exitCode, signal }) };
      },
    });
    await this.ownCode.refresh(program);
    const kept = { session, isOwn: isOwn(this.ownCode.of(program)) };
    this.keep(id, kept);
    try {
      await session.run(tests, mode);
    } finally {
      clearInterval(timer);
      flush();
    }
    if (mode !== 'coverage') return 0;
    this.remember(program, session.ran);
    return session.ran.unknown(kept.isOwn);
  }

  cancel(id: string): void {
    this.sessions.get(id)?.session.cancel();
  }

  close(): void {
    for (const { session } of this.sessions.values()) session.cancel();
  }

  coverage(id: string, test?: string): CoveredFile[] {
    const kept = this.sessions.get(id);
    if (kept) return kept.session.ran.files(kept.isOwn, test);
    throw new ProblemError({
      code: 'unreadable',
      message: 'What these tests called is not known any more.',
      action: 'Run them with coverage again.',
    });
  }

  /** Null where no test of the program has run with coverage since it was built. */
  testsOf(program: Program, id: FunctionId): { tests: string[]; known: number } | null {
    const ran = this.ran.get(program.path);
    if (!ran || ran.graph !== program.graph) return null;
    return { tests: ran.testsOf(id), known: ran.size };
  }

  private remember(program: Program, newer: RanByTests): void {
    let ran = this.ran.get(program.path);
    if (ran?.graph !== program.graph) this.ran.set(program.path, (ran = new RanByTests(program.graph)));
    ran.merge(newer);
  }

  private keep(id: string, kept: Kept): void {
    this.sessions.set(id, kept);
    const [oldest] = this.sessions.keys();
    if (this.sessions.size > KEPT_SESSIONS && oldest !== undefined) this.sessions.delete(oldest);
  }
}
