import { open, readFile, writeFile } from 'node:fs/promises';
import { stripVTControlCharacters } from 'node:util';
import type { RunTimeline } from '../../protocol/lsp.js';
import { EndFile, RUN_FILE_VERSION, RunFile } from '../../protocol/run-file.js';
import { errorCode, ProblemError } from '../support/problem.js';
import type { CertainEnd, RunEnd } from './run.js';

/** What is kept beside a trace: `<run>.out` and `<run>.end`, and runs as files of their own (docs/formats.md, "Kept runs"). */

/** As much as autojit-record writes, and its line about what is missing. */
const MAX_OUTPUT = (1 << 20) + 256;

export const keptStem = (trace: string): string => trace.replace(/\.jsonl$/, '');

export const keptFiles = (trace: string): { output: string; end: string; reads: string } => {
  const stem = keptStem(trace);
  return { output: `${stem}.out`, end: `${stem}.end`, reads: `${stem}.reads` };
};

/** Undefined where nobody noted it, or not in a way that we know. */
export async function readEnd(trace: string): Promise<RunEnd | undefined> {
  const text = await readFile(keptFiles(trace).end, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const parsed = EndFile.safeParse(json(text));
  if (!parsed.success) return undefined;
  const { exit, signal, stopped } = parsed.data;
  return { kind: 'certain', exitCode: exit ?? null, signal: signal ?? null, ...(stopped && { stopped }) };
}

/** Of a program that a debugger waited for. */
export async function writeEnd(trace: string, { exitCode, signal, stopped }: CertainEnd): Promise<void> {
  const file: EndFile = {
    ...{ format: 'autojit-end', version: 1 },
    ...(exitCode !== null && { exit: exitCode }),
    ...(signal !== null && { signal }),
    ...(stopped && { stopped }),
  };
  await writeFile(keptFiles(trace).end, `${JSON.stringify(file)}\n`, { mode: 0o600 });
}

/** What the program wrote to its terminal; null where it was not kept. */
export async function readOutput(trace: string): Promise<string | null> {
  let file;
  try {
    file = await open(keptFiles(trace).output, 'r');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  }
  try {
    const buffer = Buffer.alloc(MAX_OUTPUT);
    const { bytesRead } = await file.read(buffer, 0, MAX_OUTPUT, 0);
    // Colours are for terminals; so are carriage returns before line ends.
    return stripVTControlCharacters(buffer.toString('utf8', 0, bytesRead)).replace(/\r\n/g, '\n');
  } finally {
    await file.close();
  }
}

const RUNTIME = 'autojit: ';

/** What AutoJIT's runtime said last in a program's output: it has one line before it ends a program that cannot go on. */
export function lastWordsIn(output: string | null): string | undefined {
  const said = output?.split('\n').findLast((line) => line.startsWith(RUNTIME));
  return said?.slice(RUNTIME.length).trimEnd();
}

/** Of a program without a terminal of its own: a debugger passed it on. */
export async function writeOutput(trace: string, output: string): Promise<void> {
  await writeFile(keptFiles(trace).output, output, { mode: 0o600 });
}

export function runFile(timeline: RunTimeline, output: string | null): string {
  const file: RunFile = { format: 'autojit-run', version: RUN_FILE_VERSION, saved: Date.now(), timeline, output };
  return `${JSON.stringify(file)}\n`;
}

export function parseRunFile(text: string, path: string): RunFile {
  const value = json(text);
  const version = RunFile.pick({ format: true }).loose().safeParse(value);
  if (version.success && version.data['version'] !== RUN_FILE_VERSION) {
    throw problem(
      `${path} has version ${String(version.data['version'])} of the format of runs; this AutoJIT reads version ${String(RUN_FILE_VERSION)}.`,
      'Open it with the version of AutoJIT that wrote it.',
    );
  }
  const parsed = RunFile.safeParse(value);
  if (parsed.success) return parsed.data;
  const where = version.success ? ` (${parsed.error.issues[0]?.path.join('.') ?? 'its content'} is not valid)` : '';
  throw problem(`${path} is not a run that AutoJIT saved${where}.`, 'Choose a file that "Save Run…" wrote.');
}

function problem(message: string, action: string): ProblemError {
  return new ProblemError({ code: 'trace-invalid', message, action });
}

function json(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
