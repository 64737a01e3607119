import type { TestMessage } from '../../protocol/tests.js';

/** `program: file.c:7: void f(int): Assertion `n > 0' failed.`, as glibc writes it. */
const ASSERTION = /^(?:.*: )?([^\s:][^:]*):(\d+): (?:.*: )?(Assertion [`'][^]*' failed\.)$/;
/** What Rust's threads say, and the reason in the next line, or in quotes before the place in older versions. */
export const PANIC = /^thread '.*?' (?:\(\d+\) )?panicked at (?:'(.*)', )?(\S+?):(\d+):\d+:?$/;

/** What a program said of why it ended itself, with places: no framework reports that. */
export function failedAssertions(lines: readonly string[]): TestMessage[] {
  return lines.flatMap((line, at) => {
    const [, file, number, text = ''] = ASSERTION.exec(line) ?? [];
    if (file !== undefined) return { text, file, line: Number(number) };
    const [, quoted, source, row] = PANIC.exec(line) ?? [];
    return source === undefined ? [] : { text: quoted ?? lines[at + 1] ?? line, file: source, line: Number(row) };
  });
}
