import * as path from 'node:path';
import * as vscode from 'vscode';
import type { RelatedCall, RelatedCalls } from '../../protocol/editor.js';
import type { ServerClient } from '../model/client.js';
import { t } from '../window/text.js';

/** A document of callers, written to be peeked at: for each a line that says how sure the call is, and the code around it. */
export interface CallersText {
  /** Ends like the caller's source, so that it is coloured as such. */
  name: string;
  text: string;
  /** 0-based line of each caller, in the order of the answer, and where it leads. */
  heads: readonly { line: number; file: string | undefined; at: number | undefined }[];
}

/** What a function's callers are at this moment, as such a document. */
export async function readCallers(client: ServerClient, fn: { program: string; id: string }): Promise<CallersText> {
  const related = await client.request('relatedCalls', { program: fn.program, id: fn.id, direction: 'callers' });
  return callersText(related, documentLines);
}

/** Lines above and below a call. */
const AROUND = 1;

export async function callersText(
  { label, calls, omitted, unknown }: RelatedCalls,
  linesOf: (file: string) => Promise<readonly string[]>,
): Promise<CallersText> {
  const [first] = calls.flatMap(({ file }) => file ?? []);
  const extension = path.extname(first ?? '') || '.c';
  const comment = /^\.f/i.test(extension) ? '!' : '//';
  const lines: string[] = [];
  const heads: { line: number; file: string | undefined; at: number | undefined }[] = [];
  for (const call of calls) {
    const at = call.at ?? call.line;
    heads.push({ line: lines.length, file: call.file, at });
    lines.push(`${comment} ${headOf(call)}`, ...(await excerpt(call, linesOf)), '');
  }
  if (omitted > 0) lines.push(`${comment} ${t('… and {0} more', omitted)}`);
  if (unknown !== undefined) lines.push(`${comment} ${t('There may be others: {0}.', unknown)}`);
  return { name: t('callers of {0}', label) + extension, text: lines.join('\n'), heads };
}

/** `direct, observed: main — main.c:12` */
function headOf({ certainty, observed, label, file, line, at }: RelatedCall): string {
  const sure = certainty === 'passes' ? t('passes its address') : certainty;
  const place = file === undefined ? '' : ` — ${path.basename(file)}:${at ?? line ?? 1}`;
  return `${observed ? `${sure}, ${t('observed')}` : sure}: ${label}${place}`;
}

/** The call and what is around it; where its line is not known any more, the caller's first line. */
async function excerpt(
  { file, line, at }: RelatedCall,
  linesOf: (file: string) => Promise<readonly string[]>,
): Promise<string[]> {
  const middle = at ?? line;
  if (file === undefined || middle === undefined) return [];
  const all = await linesOf(file);
  return all.slice(Math.max(0, middle - 1 - (at === undefined ? 0 : AROUND)), middle + (at === undefined ? 0 : AROUND));
}

/** An editor's copy of a file, or what is on the disk; one that cannot be read has no lines to show. */
async function documentLines(file: string): Promise<readonly string[]> {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.file(file)).then(
    (found) => found,
    () => undefined,
  );
  return document?.getText().split(/\r?\n/) ?? [];
}
