import type { PinResult } from '../../protocol/lsp.js';
import type { LinkedFunction } from '../call-graph/model.js';
import { ProblemError } from '../support/problem.js';
import { addEager, removeEager } from './edit.js';
import { choicesOf, fileForChoice, type ChoicesFile } from './files.js';
import { exactNames, patternFor } from './names.js';
import { reasonOf } from './reasons.js';

interface Place {
  roots: readonly string[];
  open: Readonly<Record<string, string>>;
}

/** What must change in which `autojit.toml` so that the next build makes the function eager, or leaves it lazy. */
export async function pin(fn: LinkedFunction, eager: boolean, { roots, open }: Place): Promise<PinResult> {
  const files = await choicesOf(fn.source, open);
  return eager ? pinEager(fn, fileForChoice(files, fn.source, roots)) : pinLazy(fn, files);
}

function pinEager(fn: LinkedFunction, { path, text }: ChoicesFile): PinResult {
  const changed = edit(path, () => addEager(text, patternFor(fn)));
  return { edits: changed === text ? [] : [{ file: path, text: changed }] };
}

function pinLazy(fn: LinkedFunction, files: readonly ChoicesFile[]): PinResult {
  const names = exactNames(fn);
  const edits = files.flatMap(({ path, text }) => {
    const changed = edit(path, () => removeEager(text, names));
    return changed === text ? [] : [{ file: path, text: changed }];
  });
  if (edits.length > 0 || !fn.reason) return { edits };
  const { code, text } = fn.reason;
  if (code === 'excluded-path' || code === 'excluded-name') {
    const where = files.map(({ path }) => path).join(' or ');
    throw notLazy(
      `${fn.label} is eager because of a pattern that fits more than this function (${text}).`,
      where === '' ? 'Build again: the file is gone since.' : `Change the pattern in ${where}, then build again.`,
    );
  }
  throw notLazy(`${fn.label} cannot be lazy: ${text}.`, reasonOf(code)?.wayOut ?? 'There is no way around that.');
}

function notLazy(message: string, action: string): ProblemError {
  return new ProblemError({ code: 'unreadable', message, action });
}

/** A file that cannot be read as TOML is the person's to mend: nothing of it is lost. */
function edit<T>(path: string, change: () => T): T {
  try {
    return change();
  } catch (error) {
    const [what = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    throw new ProblemError({
      code: 'unreadable',
      message: `${path} is not valid: ${what}.`,
      action: 'Correct it, then pin again.',
    });
  }
}
