import type { TestEnd } from '../../protocol/tests.js';
import type { MakeReader, Reader, Reported } from './report.js';
import { failedAssertions } from './places.js';

/** Before the names of entries, so that they are none of a framework's. */
export const CTEST_PREFIX = 'CTest: ';

const STARTED = /^ +Start +(\d+): (.*)$/;
const OUTPUT = /^(\d+): (.*)$/s;
/** `1/2 Test #7: name ......words***Failed  reason  0.02 sec`; a reason may have several lines. */
const ENDED = /^ *\d+\/\d+ Test +#(\d+): /;
const RESULT =
  /(?:\.{2,} *|\s)([\w ]*?)(Passed|\*\*\*(?:Failed|Skipped|Timeout|Exception|Not Run)) ?:?([^]*?) +([\d.]+) sec\s*$/;

/** What CTest calls signals that end a process. */
const SIGNALS: Record<string, string> = {
  ...{ SegFault: 'SIGSEGV', Illegal: 'SIGILL', Numerical: 'SIGFPE', Interrupt: 'SIGINT' },
  ...{ 'Subprocess killed': 'SIGKILL', 'Subprocess aborted': 'SIGABRT', 'Subprocess terminated': 'SIGTERM' },
};

/** The last line that CTest itself writes of a test before it runs. */
const LAST_ABOUT = /^Test timeout computed to be:/;

export const readCTest: MakeReader = (tell) => new CTestReader(tell);

/** `ctest -V`, where each line of a test's output has its number before it. */
class CTestReader implements Reader {
  private readonly names = new Map<string, string>();
  /** By number, from where the test itself speaks. */
  private readonly said = new Map<string, string[]>();
  /** A result that goes on in the next line. */
  private result: string | undefined;

  constructor(private readonly tell: (reported: Reported) => void) {}

  line(text: string): void {
    if (this.result !== undefined) return this.ended(`${this.result}\n${text}`);
    const [started, number = '', name = ''] = STARTED.exec(text) ?? [];
    if (started !== undefined) {
      const full = CTEST_PREFIX + name;
      this.names.set(number, full);
      return this.tell({ kind: 'started', name: full });
    }
    const [output, whose = '', said = ''] = OUTPUT.exec(text) ?? [];
    if (output !== undefined && this.names.has(whose)) return this.output(whose, said);
    if (ENDED.test(text)) this.ended(text);
  }

  end(): void {
    this.result = undefined;
  }

  private output(number: string, text: string): void {
    const said = this.said.get(number);
    if (!said) {
      if (LAST_ABOUT.test(text)) this.said.set(number, []);
      return;
    }
    if (said.push(text) > 200) said.splice(0, 100);
    this.tell({ kind: 'output', name: this.names.get(number), text: `${text}\n` });
  }

  private ended(text: string): void {
    const [, words = '', how = '', reason = '', seconds] = RESULT.exec(text) ?? [];
    this.result = seconds === undefined ? text : undefined;
    const [, number = ''] = ENDED.exec(text) ?? [];
    const name = this.names.get(number);
    if (seconds === undefined || name === undefined) return;
    const end = endOf(how, reason);
    const said = this.said.get(number) ?? [];
    const why = { text: [whyOf(how, words.trim() || reason.trim()), ...said.slice(-20)].join('\n') };
    const messages = end === 'passed' || end === 'skipped' ? [] : [...failedAssertions(said), why].slice(0, 1);
    this.tell({ kind: 'ended', name, end, ms: Number(seconds) * 1000, messages });
  }
}

function endOf(how: string, reason: string): TestEnd {
  if (how === 'Passed') return 'passed';
  if (how === '***Skipped' || /Disabled/.test(reason)) return 'skipped';
  return how === '***Not Run' ? 'errored' : 'failed';
}

function whyOf(how: string, reason: string): string {
  switch (how) {
    case '***Timeout':
      return 'CTest ended the program: it took longer than its TIMEOUT.';
    case '***Not Run':
      return `CTest did not run it${reason === '' ? '' : `: ${reason}`}.`;
    case '***Exception':
      return `The program was ended by ${SIGNALS[reason] ?? reason}.`;
    default:
      return reason === '' ? 'The test failed.' : reason;
  }
}
