import type { TestEnd, TestFramework, TestMessage } from '../../protocol/tests.js';

/** What a framework says while its program runs, in the names that it has for tests. */
export type Reported =
  | { kind: 'started'; name: string }
  | { kind: 'ended'; name: string; end: TestEnd; ms?: number | undefined; messages: TestMessage[] }
  /** `name`: whose output it is, where that is known. */
  | { kind: 'output'; name?: string | undefined; text: string };

/** Understands one framework's report, line by line as it comes. */
export interface Reader {
  line(text: string): void;
  /** The program is gone; `undefined` where nothing was under way. */
  end(): void;
}

export type MakeReader = (tell: (reported: Reported) => void) => Reader;

export type ReportingFramework = Exclude<TestFramework, 'program'>;
