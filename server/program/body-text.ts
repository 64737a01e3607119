import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { BodyForm } from '../../protocol/lsp.js';
import type { LinkedFunction } from '../call-graph/model.js';
import { describeSystemError, errorCode, ProblemError } from '../support/problem.js';
import type { Toolchain } from '../toolchain/locate.js';
import type { Program } from './program.js';
import { findManifest, storeCandidates } from './store.js';

/** More than any function that a person reads. */
const MAX_TEXT = 64 << 20;
const LIMIT_MS = 60_000;

/** A function's body as IR, or as the assembly that the engine makes of it. */
export async function bodyText(
  program: Program,
  fn: LinkedFunction,
  form: BodyForm,
  { body }: Toolchain,
  /** Nobody waits for it any more. */
  gone?: AbortSignal,
): Promise<string> {
  if (fn.reason) {
    throw problem(
      `${fn.label} is eager (${fn.reason.text}): it has no body in the store, its code is in the program.`,
      `See it with "objdump -d --disassemble=${fn.symbol} ${program.path}".`,
    );
  }
  const slot = program.graph.slotOf(fn.index);
  const file = slot ? program.fileOf(slot.module) : program.file;
  const found = slot && (await findManifest(slot.module, await storeCandidates(file.path, file.stores)));
  if (!slot || !found) {
    throw problem(`The body of ${fn.label} is not in the store any more.`, 'Build the program again.');
  }
  try {
    const bodies = found.path.replace(/\.json$/, '.body');
    const options = { maxBuffer: MAX_TEXT, timeout: LIMIT_MS, ...(gone && { signal: gone }) };
    return (await promisify(execFile)(body, [form, bodies, String(slot.slot)], options)).stdout;
  } catch (error) {
    throw explain(error, body);
  }
}

function explain(error: unknown, tool: string): ProblemError {
  if (errorCode(error) === 'ENOENT') {
    return problem(`${tool} is missing.`, 'Build the toolchain with "npm run build".');
  }
  const stderr = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : '';
  const why = stderr === '' ? describeSystemError(error) : stderr.replace(/^autojit: /, '');
  return problem(`The body cannot be shown: ${why}.`, 'Build the program again.');
}

function problem(message: string, action: string): ProblemError {
  return new ProblemError({ code: 'unreadable', message, action });
}
