import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const file = (path: string): string => readFileSync(join(import.meta.dirname, '../..', path), 'utf8');

/** The bytes that a macro of the header stands for, as Python writes them. */
function bytesOf(macro: string): string {
  const line = new RegExp(`^#define ${macro} ((?:0x[0-9a-f]{2}(?:, )?)+)`, 'm').exec(
    file('toolchain/include/autojit/stub.h'),
  )?.[1];
  if (!line) throw new Error(`stub.h does not define ${macro}.`);
  return line.replaceAll(', ', '').replaceAll('0x', '\\x');
}

it('knows a stub by the bytes that the toolchain writes', () => {
  const script = file('extension/debug/lldb/autojit_lldb.py');
  expect(script).toContain(`STUB = (b"${bytesOf('AUTOJIT_STUB_LOAD')}", b"${bytesOf('AUTOJIT_STUB_TEST')}")`);
  expect(bytesOf('AUTOJIT_STUB_JUMP').endsWith(/^JUMP = b"(.*)"$/m.exec(script)?.[1] ?? 'no jump')).toBe(true);
});
