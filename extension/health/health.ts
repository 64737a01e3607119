import type { ProgramSummary, RunSummary } from '../../protocol/lsp.js';
import { formatCount } from '../../protocol/text.js';
import { isActive } from '../model/active.js';
import { type ExtensionState, STATES } from '../model/state.js';
import { t } from '../window/text.js';

export interface Health {
  text: string;
  tooltip: string;
  command: string;
  severity: 'none' | 'warning' | 'error';
}

interface Facts {
  state: ExtensionState;
  reason: string;
  programs: readonly Pick<ProgramSummary, 'name' | 'problems'>[];
  runs: readonly Pick<RunSummary, 'status'>[];
}

/** One short line for the status bar. */
export function healthOf({ state, reason, programs, runs }: Facts): Health {
  if (state === 'starting') return { ...GRAPH, text: '$(type-hierarchy) AutoJIT', tooltip: reason };
  if (state !== 'ready') {
    const { word, command, isError } = STATES[state];
    const severity = isError ? 'error' : 'none';
    return {
      text: `$(${isError ? 'error' : 'info'}) AutoJIT: ${word}`,
      tooltip: reason,
      command,
      severity,
    };
  }
  const problems = programs.flatMap(({ name, problems }) => problems.map((problem) => ({ name, ...problem })));
  const isRunning = runs.some(isActive);
  const tooltip = [builtPrograms(programs.length), ...problems.map(lineOf)].join('\n');
  if (isRunning) return { ...GRAPH, text: `$(play) AutoJIT: ${t('running')}`, tooltip };
  const [first] = problems;
  if (!first) return { ...GRAPH, text: '$(type-hierarchy) AutoJIT', tooltip };
  const word = problems.every(({ code }) => code === 'stale') ? t('stale') : problemCount(problems.length);
  return { text: `$(warning) AutoJIT: ${word}`, tooltip, command: 'autojit.programs.focus', severity: 'warning' };
}

const GRAPH = { command: 'autojit.showGraph', severity: 'none' } as const;

function lineOf({ name, message, action }: { name: string; message: string; action: string }): string {
  return `${name}: ${message} ${action}`;
}

function builtPrograms(count: number): string {
  return count === 1 ? t('1 program built with AutoJIT') : t('{0} programs built with AutoJIT', formatCount(count));
}

function problemCount(count: number): string {
  return count === 1 ? t('1 problem') : t('{0} problems', formatCount(count));
}
