import type { TestEnd, TestMessage } from '../../protocol/tests.js';
import type { MakeReader, Reader, Reported } from './report.js';

const STARTED = /^\[ RUN {6}\] (\S+)$/;
/** Text before it in a line is what the test itself wrote without an end of line. */
const ENDED = /^(.*?)\[ +(OK|FAILED|SKIPPED) +\] (\S+?)(?:, where .*)? \((\d+) ms\)$/;
const FAILURE = /^(?:(.+?):(\d+)|unknown file): (?:Failure|Skipped)(?:\s|$)/;
const ENDS: Record<string, TestEnd> = { OK: 'passed', FAILED: 'failed', SKIPPED: 'skipped' };

export const readGoogleTest: MakeReader = (tell) => new GoogleTestReader(tell);

class GoogleTestReader implements Reader {
  private current: string | undefined;
  private messages: TestMessage[] = [];

  constructor(private readonly tell: (reported: Reported) => void) {}

  line(text: string): void {
    const [, begun] = STARTED.exec(text) ?? [];
    const [ended, before = '', how = '', name = '', ms] = ENDED.exec(text) ?? [];
    if (begun !== undefined) {
      this.begin(begun);
      return this.tell({ kind: 'started', name: begun });
    }
    if (ended === undefined) return this.within(text);
    if (before !== '') this.within(before);
    const end = ENDS[how] ?? 'failed';
    const messages = end === 'passed' ? [] : this.messages.map(withComparison);
    this.tell({ kind: 'ended', name, end, ms: Number(ms), messages });
    this.begin(undefined);
  }

  end(): void {
    this.begin(undefined);
  }

  private begin(name: string | undefined): void {
    this.current = name;
    this.messages = [];
  }

  /** What stands behind the place of a failure is its reason, up to the next one. */
  private within(text: string): void {
    this.tell({ kind: 'output', name: this.current, text: `${text}\n` });
    if (this.current === undefined) return;
    const failure = FAILURE.exec(text);
    const last = this.messages.at(-1);
    if (failure) {
      const [, file, line] = failure;
      this.messages.push({ text: '', ...(file !== undefined && { file, line: Number(line) }) });
    } else if (last) last.text += last.text === '' ? text : `\n${text}`;
  }
}

/** Of two values that are to be equal GoogleTest does not say which one was expected; of the others it does. */
function withComparison(message: TestMessage): TestMessage {
  const [, relation, values] = /^Expected: (.*), actual: (.*)$/m.exec(message.text) ?? [];
  if (relation !== undefined && values !== undefined)
    return { ...message, compared: { expected: relation, actual: values } };
  const expected = labelled(message.text, 'Expected');
  const actual = labelled(message.text, 'Actual');
  return expected === undefined || actual === undefined ? message : { ...message, compared: { expected, actual } };
}

/** A value goes on to the next label. */
const labelled = (text: string, label: string): string | undefined =>
  new RegExp(`^ *${label}: ([^]*?)(?=\\n *(?:Expected|Actual|Value of): |$(?![^]))`, 'm').exec(text)?.[1];
