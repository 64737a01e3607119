import { PANIC } from './places.js';
import type { MakeReader } from './report.js';

/** `test a::b ... ok`, with `- should panic` behind the name where it is meant to. */
const ENDED = /^test (\S+)(?: - should panic)? \.\.\. (ok|FAILED|ignored)(?:,.*)?(?: <([\d.]+)s>)?$/;
const OUTPUT = /^---- (\S+) stdout ----$/;

/** Failures are told before the reasons: those come when all tests have run. */
export const readRust: MakeReader = (tell) => {
  const failed = new Map<string, string[]>();
  let section: string[] | undefined;
  return {
    line(text) {
      const [, name, how, seconds] = ENDED.exec(text) ?? [];
      const [, whose] = OUTPUT.exec(text) ?? [];
      if (name !== undefined) {
        const ms = seconds === undefined ? undefined : Number(seconds) * 1000;
        if (how === 'FAILED') failed.set(name, []);
        else tell({ kind: 'ended', name, end: how === 'ok' ? 'passed' : 'skipped', ms, messages: [] });
      } else if (whose !== undefined) {
        section = failed.get(whose) ?? [];
        failed.set(whose, section);
      } else if (/^failures:$/.test(text)) section = undefined;
      else if (section) section.push(text);
      tell({ kind: 'output', name: whose, text: `${text}\n` });
    },
    end() {
      for (const [name, lines] of failed) {
        const at = lines.findIndex((line) => PANIC.test(line));
        const [, quoted, file, line] = PANIC.exec(lines[at] ?? '') ?? [];
        const behind = lines.slice(at + 1).filter((one) => !/^note: |^$|^stack backtrace:/.test(one));
        const text = quoted ?? (at < 0 ? lines.join('\n').trim() : behind.join('\n'));
        const place = file === undefined ? {} : { file, line: Number(line) };
        tell({ kind: 'ended', name, end: 'failed', messages: [{ text: text === '' ? 'failed' : text, ...place }] });
      }
    },
  };
};
