import type { ProgramSummary, ToolCheck } from '../../protocol/lsp.js';
import type { PageAction } from '../../protocol/webview.js';
import { t } from '../window/text.js';

/** What the whole extension can do right now; each value but `ready` has a welcome view (package.json, viewsWelcome). */
export type ExtensionState =
  /** The server starts; nothing is known yet. */
  | 'starting'
  /** Not Linux on x86-64: nothing can be built or run where this window's extensions run. */
  | 'wrongSystem'
  /** Restricted mode: existing data is shown, nothing is built or run. */
  | 'untrusted'
  /** A required part of the toolchain is missing. */
  | 'noToolchain'
  /** LLVM is there, of a major version that does not fit. */
  | 'wrongLlvm'
  | 'serverFailed'
  /** There are programs, and all of them were built without AutoJIT. */
  | 'regularOnly'
  /** There are programs, and none has a function that could be lazy. */
  | 'noFunctions'
  /** All is well, and no program was built with AutoJIT yet. */
  | 'noProgram'
  | 'ready';

/** What each state is called in the status bar, where a click on it leads, and which next steps the graph page offers. Welcome views are in package.json. */
export const STATES: Record<Exclude<ExtensionState, 'ready' | 'starting'>, Shown> = {
  wrongSystem: { word: t('unsupported system'), command: 'workbench.action.remote.showMenu', actions: ['remote'] },
  untrusted: { word: t('restricted mode'), command: 'workbench.trust.manage', actions: ['trust'] },
  noToolchain: {
    word: t('toolchain missing'),
    command: 'autojit.doctor',
    actions: ['doctor', 'refresh'],
    isError: true,
  },
  wrongLlvm: {
    word: t('wrong LLVM version'),
    command: 'autojit.doctor',
    actions: ['doctor', 'refresh'],
    isError: true,
  },
  serverFailed: {
    word: t('server stopped'),
    command: 'autojit.restartServer',
    actions: ['showLog', 'refresh'],
    isError: true,
  },
  regularOnly: { word: t('not built with AutoJIT'), command: 'autojit.build', actions: ['build', 'refresh'] },
  noFunctions: { word: t('assembly only'), command: 'autojit.programs.focus', actions: ['refresh'] },
  noProgram: { word: t('not built yet'), command: 'autojit.build', actions: ['build', 'refresh'] },
};

interface Shown {
  word: string;
  command: string;
  actions: readonly PageAction[];
  /** Nothing works until it is mended. */
  isError?: true;
}

export interface Facts {
  /** `process.platform` and `process.arch`. */
  system: string;
  trusted: boolean;
  /** Why the server does not run. */
  serverProblem: string | undefined;
  programs: readonly ProgramSummary[];
  /** Programs that were built without AutoJIT, or have nothing for it. */
  regular: readonly { name: string; assembly: boolean }[];
  tools: readonly ToolCheck[];
  /** Programs and tools were looked for. */
  settled: boolean;
}

/** The state, and why it is what it is, for people; empty when all is well. */
export function decideState(facts: Facts): [ExtensionState, string] {
  if (facts.system !== 'linux x64') return ['wrongSystem', wrongSystem(facts.system)];
  if (facts.serverProblem !== undefined) return ['serverFailed', facts.serverProblem];
  // A program that was built shows, whatever is missing for building the next one.
  if (facts.programs.length > 0) return ['ready', ''];
  if (!facts.trusted)
    return ['untrusted', t('AutoJIT builds and runs nothing in a workspace that you have not trusted.')];
  const missing = facts.tools.find((tool) => tool.required && !tool.ok);
  if (missing) {
    const state = missing.version === undefined ? 'noToolchain' : 'wrongLlvm';
    return [state, `${missing.name}: ${missing.help ?? t('not usable')}`];
  }
  if (!facts.settled) return ['starting', t('Looking for programs…')];
  const compiled = facts.regular.filter(({ assembly }) => !assembly);
  if (compiled.length > 0) return ['regularOnly', builtWithout(compiled.map(({ name }) => name))];
  if (facts.regular.length > 0) return ['noFunctions', withoutFunctions(facts.regular.map(({ name }) => name))];
  return ['noProgram', t('No program built with AutoJIT was found in this workspace.')];
}

function wrongSystem(system: string): string {
  return t(
    'AutoJIT builds and runs programs on x86-64 Linux only; this is {0}. Open the folder in WSL, in a container, or on a Linux machine over SSH.',
    system,
  );
}

function builtWithout(names: readonly string[]): string {
  return names.length === 1
    ? t(
        '{0} was built without AutoJIT. Clean, then rebuild it with AutoJIT: only code that is compiled again becomes lazy.',
        listed(names),
      )
    : t(
        '{0} were built without AutoJIT. Clean, then rebuild them with AutoJIT: only code that is compiled again becomes lazy.',
        listed(names),
      );
}

function withoutFunctions(names: readonly string[]): string {
  return names.length === 1
    ? t(
        '{0} contains only assembly code, which AutoJIT leaves as it is: it has no compiled functions that could be lazy.',
        listed(names),
      )
    : t(
        '{0} contain only assembly code, which AutoJIT leaves as it is: they have no compiled functions that could be lazy.',
        listed(names),
      );
}

function listed(names: readonly string[]): string {
  const first = names.slice(0, 3).join(', ');
  return names.length > 3 ? t('{0} and {1} more', first, names.length - 3) : first;
}
