import type { ProgramSummary, ToolCheck } from '../../protocol/lsp.js';

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
  if (!facts.trusted) return ['untrusted', 'Nothing is built or run in a workspace that is not trusted.'];
  const missing = facts.tools.find((tool) => tool.required && !tool.ok);
  if (missing) {
    const state = missing.version === undefined ? 'noToolchain' : 'wrongLlvm';
    return [state, `${missing.name}: ${missing.help ?? 'not usable'}`];
  }
  if (!facts.settled) return ['starting', ''];
  const compiled = facts.regular.filter(({ assembly }) => !assembly);
  if (compiled.length > 0) return ['regularOnly', builtWithout(compiled.map(({ name }) => name))];
  if (facts.regular.length > 0) return ['noFunctions', withoutFunctions(facts.regular.map(({ name }) => name))];
  return ['noProgram', 'No program built with AutoJIT was found in this workspace.'];
}

function wrongSystem(system: string): string {
  return `AutoJIT builds and runs programs on Linux on x86-64; this is ${system}. Open the folder in WSL, in a container, or on a Linux machine over SSH.`;
}

function builtWithout(names: readonly string[]): string {
  const [was, it] = names.length === 1 ? ['was', 'it'] : ['were', 'them'];
  return `${listed(names)} ${was} built without AutoJIT. Clean, then build ${it} with AutoJIT: only what is compiled anew becomes lazy.`;
}

function withoutFunctions(names: readonly string[]): string {
  const has = names.length === 1 ? 'has' : 'have';
  return `${listed(names)} ${has} no function that a compiler made, so nothing can be lazy: functions in assembly stay as they are.`;
}

function listed(names: readonly string[]): string {
  const more = names.length > 3 ? ` and ${names.length - 3} more` : '';
  return `${names.slice(0, 3).join(', ')}${more}`;
}
