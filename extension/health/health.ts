import type { ProgramSummary, RunSummary } from '../../protocol/lsp.js';
import { plural } from '../../protocol/text.js';
import { isActive } from '../model/active.js';
import type { ExtensionState } from '../model/state.js';

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

/** What a click on the status bar leads to where something is in the way. */
const NEXT: Record<Exclude<ExtensionState, 'ready' | 'starting'>, { word: string; command: string }> = {
  wrongSystem: { word: 'not on this system', command: 'workbench.action.remote.showMenu' },
  untrusted: { word: 'restricted', command: 'workbench.trust.manage' },
  noToolchain: { word: 'no toolchain', command: 'autojit.doctor' },
  wrongLlvm: { word: 'wrong LLVM', command: 'autojit.doctor' },
  serverFailed: { word: 'server stopped', command: 'autojit.restartServer' },
  regularOnly: { word: 'regular builds only', command: 'autojit.build' },
  noFunctions: { word: 'nothing to be lazy', command: 'autojit.programs.focus' },
  noProgram: { word: 'no build yet', command: 'autojit.build' },
};
const ERRORS: readonly ExtensionState[] = ['noToolchain', 'wrongLlvm', 'serverFailed'];

/** One short line for the status bar. */
export function healthOf({ state, reason, programs, runs }: Facts): Health {
  if (state === 'starting') return { ...GRAPH, text: '$(type-hierarchy) AutoJIT', tooltip: 'Looking for programs …' };
  if (state !== 'ready') {
    const { word, command } = NEXT[state];
    const severity = ERRORS.includes(state) ? 'error' : 'none';
    return {
      text: `$(${severity === 'error' ? 'error' : 'info'}) AutoJIT: ${word}`,
      tooltip: reason,
      command,
      severity,
    };
  }
  const problems = programs.flatMap(({ name, problems }) => problems.map((problem) => ({ name, ...problem })));
  const isRunning = runs.some(isActive);
  const tooltip = [`${plural(programs.length, 'program')} built with AutoJIT`, ...problems.map(lineOf)].join('\n');
  if (isRunning) return { ...GRAPH, text: '$(play) AutoJIT: running', tooltip };
  const [first] = problems;
  if (!first) return { ...GRAPH, text: '$(type-hierarchy) AutoJIT', tooltip };
  const word = problems.every(({ code }) => code === 'stale') ? 'stale' : plural(problems.length, 'problem');
  return { text: `$(warning) AutoJIT: ${word}`, tooltip, command: 'autojit.programs.focus', severity: 'warning' };
}

const GRAPH = { command: 'autojit.showGraph', severity: 'none' } as const;

function lineOf({ name, message, action }: { name: string; message: string; action: string }): string {
  return `${name}: ${message} ${action}`;
}
