import type { ProgramSummary, ToolCheck } from '../../protocol/lsp.js';

export interface DoctorFacts {
  /** Undefined: the language server does not run, so nothing was checked; `state` says why. */
  tools: readonly ToolCheck[] | undefined;
  state: string;
  programs: readonly Pick<ProgramSummary, 'name' | 'counts' | 'problems'>[];
  /** Versions, settings, the system. */
  facts: Record<string, string>;
}

/** The editor, and what it reached this machine by. */
export function editorFact(
  { appName, remoteName }: { appName: string; remoteName: string | undefined },
  version: string,
): string {
  return `${appName} ${version}${remoteName === undefined ? '' : `, remote: ${remoteName}`}`;
}

/** AutoJIT's health as text that a person can paste into an issue: no source, no output, no environment. */
export function doctorReport({ tools, state, programs, facts }: DoctorFacts): string {
  const about = Object.entries({ ...facts, state }).map(([name, value]) => `${name}: ${value}`);
  const found = programs.map(programLine);
  const sections = [
    ['AutoJIT: Doctor'],
    about,
    ['Toolchain', ...(tools?.map(toolLine) ?? ['not checked: the language server does not run'])],
    ['Programs', ...(found.length === 0 ? ['none'] : found)],
  ];
  return `${sections.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function toolLine({ name, ok, version, path, help, note, required }: ToolCheck): string {
  return [`${markOf({ ok, version, required })}  ${name}`, version, path, help, note]
    .filter((part) => part !== undefined)
    .join('  ');
}

/** What has a version is there, and no good. */
function markOf({ ok, version, required }: Pick<ToolCheck, 'ok' | 'version' | 'required'>): string {
  if (ok) return 'ok     ';
  if (version !== undefined) return 'WRONG  ';
  return required ? 'MISSING' : 'absent ';
}

function programLine({ name, counts, problems }: DoctorFacts['programs'][number]): string {
  const { functions, stub, materialized, inlined, eager, failed } = counts;
  const states = `${functions} functions: ${stub} stub, ${materialized} materialized, ${inlined} inlined, ${eager} eager, ${failed} failed`;
  return [`${name}  ${states}`, ...problems.map(({ message, action }) => `  ${message} ${action}`)].join('\n');
}
