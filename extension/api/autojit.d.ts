/**
 * What the extension `autojit.autojit` offers to other extensions. Copy this file into yours; docs/api.md has an example.
 *
 * Within a version nothing is taken away and nothing changes its meaning; what is added is optional for you.
 */
import type { Event } from 'vscode';

/** `vscode.extensions.getExtension<AutoJitExports>('autojit.autojit')?.activate()` answers this. */
export interface AutoJitExports {
  /** Throws, with what to do, where the extension that is installed does not have this version. */
  readonly getApi: (version: 1) => AutoJitApi;
}

export interface AutoJitApi {
  readonly version: 1;

  /** Programs of the workspace that were built with AutoJIT, the one that was built last first. */
  readonly programs: readonly AutoJitProgram[];
  /** Fires when programs appear, vanish or are rebuilt, and when a run changes what is known of one. */
  readonly onDidChangePrograms: Event<void>;

  /** Runs of these programs, also of earlier sessions and of terminals. */
  readonly runs: readonly AutoJitRun[];
  readonly onDidChangeRuns: Event<void>;

  /** Functions that changed their state while a program runs, at most ten times a second. */
  readonly onDidChangeStates: Event<AutoJitStateChange>;

  /** All functions of a program, in the state of its last run. */
  functions(program: string): Promise<AutoJitFunction[]>;

  /** What a run called, in the order of first calls; undefined for a run that is not there any more. */
  calls(run: string): Promise<AutoJitFirstCall[] | undefined>;

  /** Callers or callees of a function, the surest first. */
  related(program: string, id: string, direction: 'callers' | 'callees'): Promise<AutoJitRelatedCall[]>;

  /** A piece of the call graph. */
  graph(query: AutoJitGraphQuery): Promise<AutoJitGraph>;

  /** Runs a program as *Run Lazily* does, in a terminal; answers the run's id as soon as it is begun. Needs a trusted workspace. */
  run(program: string, args: readonly string[]): Promise<string>;

  /** Shows a function in the graph. */
  reveal(program: string, id: string): Promise<void>;
}

/** `stub`: not called yet. `eager`: compiled as usual, so that no run tells whether it ran. `inlined`: it ran inside of others. */
export type AutoJitState = 'stub' | 'materializing' | 'materialized' | 'inlined' | 'eager' | 'failed';

export interface AutoJitProgram {
  /** Absolute path: the program's identity. */
  readonly path: string;
  readonly name: string;
  /** Unix milliseconds. */
  readonly builtAt: number;
  readonly hasTests: boolean;
  /** Functions by state, in the last run. */
  readonly counts: Readonly<Record<AutoJitState | 'functions', number>>;
  /** Sentences for people, each with what to do. */
  readonly problems: readonly string[];
}

export interface AutoJitRun {
  readonly id: string;
  readonly program: string;
  readonly args: readonly string[];
  /** Unix milliseconds. */
  readonly startedAt: number;
  readonly status: 'starting' | 'running' | 'exited' | 'crashed' | 'stopped';
  readonly exitCode?: number;
  readonly signal?: string;
  readonly materialized: number;
  readonly failed: number;
}

export interface AutoJitFunction {
  /** Stays the same over rebuilds: the linker symbol, or `<source>#<symbol>` for one that only its source can name. */
  readonly id: string;
  readonly label: string;
  readonly state: AutoJitState;
  /** Why it is eager. */
  readonly reason?: string;
  readonly file?: string;
  /** 1-based. */
  readonly line?: number;
  /** Id of the function that called it first. */
  readonly firstCaller?: string;
  /** The library that it is code of; absent for the program's own. */
  readonly library?: string;
}

export interface AutoJitStateChange {
  readonly program: string;
  readonly run: string;
  readonly functions: readonly { readonly id: string; readonly state: AutoJitState; readonly firstCaller?: string }[];
}

export interface AutoJitFirstCall {
  readonly id: string;
  readonly label: string;
  /** 1-based. */
  readonly order: number;
  /** Milliseconds since the start. */
  readonly at: number;
  readonly firstCaller?: string;
}

/** `direct`: by name. `virtual`: what the class hierarchy allows. `candidate`: a pointer of that type. `passes`: hands on its address. */
export type AutoJitCertainty = 'direct' | 'virtual' | 'candidate' | 'passes';

export interface AutoJitRelatedCall {
  readonly id: string;
  readonly label: string;
  readonly certainty: AutoJitCertainty;
  /** The last run saw this call. */
  readonly observed: boolean;
  readonly file?: string;
  /** 1-based line of the definition. */
  readonly line?: number;
  /** 1-based line of the first call, in the file of whoever calls. */
  readonly at?: number;
}

export interface AutoJitGraphQuery {
  readonly program: string;
  /** Id of the function to start from; absent: `main`. */
  readonly root?: string;
  /** Levels of callees and callers; 2 and 0. */
  readonly callees?: number;
  readonly callers?: number;
  /** The run whose states and observed calls are wanted; absent: the last one. */
  readonly run?: string;
  /** Most functions; 300, and 1,500 at most. */
  readonly limit?: number;
}

export interface AutoJitGraph {
  readonly functions: readonly AutoJitGraphFunction[];
  readonly calls: readonly AutoJitGraphCall[];
  /** The limit left some out. */
  readonly truncated: boolean;
}

export interface AutoJitGraphFunction {
  readonly id: string;
  readonly label: string;
  /** Absent for functions of other libraries. */
  readonly state?: AutoJitState;
  readonly file?: string;
  readonly line?: number;
}

export interface AutoJitGraphCall {
  readonly from: string;
  readonly to: string;
  /** `observed`: a run saw it, whatever else is known. */
  readonly kind: AutoJitCertainty | 'observed';
}
