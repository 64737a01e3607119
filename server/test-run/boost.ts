import type { TestMessage } from '../../protocol/tests.js';
import type { MakeReader, Reader, Reported } from './report.js';

const EDGE = /(Entering|Leaving) test (suite|case) "(.*?)"(?:; testing time: (\d+)(us|ms|s))?$/;
const SKIPPED = /Test case "(.*)" is skipped/;
const ERROR = /^(?:(.+)\((\d+)\): )?(?:fatal )?error: in "(?:.*?)": (.*)$/;
/** Lines of the framework itself. */
const OTHER = /^(?:Running|Entering|Leaving|\*\*\*)|^$/;
const TO_MS: Record<string, number> = { us: 0.001, ms: 1, s: 1000 };

export const readBoost: MakeReader = (tell) => new BoostReader(tell);

/** Suites and cases as they are entered and left: `--log_level=test_suite`. */
class BoostReader implements Reader {
  private readonly suites: string[] = [];
  private messages: TestMessage[] = [];

  constructor(private readonly tell: (reported: Reported) => void) {}

  line(text: string): void {
    const [edge, way, what, name = '', time, unit = 'us'] = EDGE.exec(text) ?? [];
    const [, skipped] = SKIPPED.exec(text) ?? [];
    if (edge === undefined) this.within(text);
    else if (what === 'suite') this.suite(way === 'Entering', name);
    else if (way === 'Entering') this.entered(name);
    else this.left(name, time === undefined ? undefined : Number(time) * (TO_MS[unit] ?? 1));
    if (skipped !== undefined) this.tell({ kind: 'ended', name: this.full(skipped), end: 'skipped', messages: [] });
    this.tell({ kind: 'output', text: `${text}\n` });
  }

  end(): void {
    this.messages = [];
  }

  private full(name: string): string {
    return [...this.suites, name].join('/');
  }

  private suite(entered: boolean, name: string): void {
    if (entered) this.suites.push(name);
    else this.suites.pop();
  }

  private entered(name: string): void {
    this.messages = [];
    this.tell({ kind: 'started', name: this.full(name) });
  }

  private left(name: string, ms: number | undefined): void {
    const end = this.messages.length > 0 ? 'failed' : 'passed';
    this.tell({ kind: 'ended', name: this.full(name), end, ms, messages: this.messages });
    this.messages = [];
  }

  private within(text: string): void {
    const [error, file, line, said = ''] = ERROR.exec(text) ?? [];
    const last = this.messages.at(-1);
    if (error !== undefined)
      this.messages.push({ text: said, ...(file !== undefined && { file, line: Number(line) }) });
    else if (last && !OTHER.test(text)) last.text += `\n${text}`;
  }
}
