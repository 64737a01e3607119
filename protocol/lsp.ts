import * as z from 'zod';
import { AgentTool } from './agent-tools.js';
import { CallDirection, FileState, FrameName, NamedFunction, RelatedCalls } from './editor.js';
import { EagerReason } from './manifest.js';
import { RunExportFormat } from './run-export.js';
import { Overview, OverviewQuery } from './overview.js';
import { CoveredFile, ProgramTest, TestEvent, TestMode } from './tests.js';
import {
  ExportFormat,
  FunctionId,
  FunctionState,
  GraphNode,
  GraphQuery,
  GraphSlice,
  StateChange,
  Tier,
} from './graph.js';
import { PackedMap } from './packed-map.js';
import { Problem, RunProcess, RunSummary } from './run-summary.js';
import { InlinedFunction, Materialization, ProgramSummary, RunTimeline, StateCounts } from './summaries.js';
import { SearchQuery, SearchResult } from './search.js';
import { RunTree, ViewQuery } from './views.js';

export { InlinedFunction, Materialization, Problem, ProgramSummary, RunProcess, RunSummary, RunTimeline, StateCounts };

/**
 * Every message between the editor and the language server beyond LSP itself. Each is one method name with the schema of
 * its parameters and result; both sides validate with these. `PROTOCOL_VERSION` is in `initializationOptions` and in the
 * server's answer; on a mismatch the server reports one clear line and offers nothing. So an extension beside the server of
 * another build (a half-done update, another editor) says so at once, instead of refusing single messages later. Any change of
 * a message is a new version: the two ship together, and server/lsp/protocol-version.test.ts does not let one pass.
 */

export const PROTOCOL_VERSION = 2;

/** Lenses above what can be started: run and debug lazily. */
export const LensKind = z.enum(['run', 'debug']);
export type LensKind = z.infer<typeof LensKind>;

/** Above which other functions their state stands: all, those that the last run changed, none. */
export const StateLenses = z.enum(['all', 'changed', 'off']);
export type StateLenses = z.infer<typeof StateLenses>;

export const InitializationOptions = z.object({
  protocolVersion: z.int(),
  /** Folder of the built toolchain (`dist/toolchain`). */
  toolchain: z.string(),
  /** False in an untrusted workspace: nothing is executed, existing data is shown. */
  trusted: z.boolean(),
  settings: z.object({
    eagerDiagnostics: z.boolean(),
    codeLens: z.array(LensKind),
    stateLenses: StateLenses,
    /** Folders of other people's code, by their path from a folder of the workspace. */
    thirdParty: z.array(z.string()),
    /** Where sources are that were compiled under another path: from that path to the one on this machine. */
    sourceMap: z.record(z.string(), z.string()),
    /** Another server lists the same symbols: ours are for questions with `@` alone. */
    symbolsByStateOnly: z.boolean(),
  }),
});
export type InitializationOptions = z.infer<typeof InitializationOptions>;

/** What the server says of itself in `InitializeResult.capabilities.experimental`. */
export const ServerExperimental = z.object({ autojit: z.object({ protocolVersion: z.int() }) });

/** `assembly`: it has no function that a compiler made, so there is nothing to be lazy. */
export const RegularProgram = z.object({ path: z.string(), assembly: z.boolean() });
export type RegularProgram = z.infer<typeof RegularProgram>;

export const FunctionSummary = z.object({
  id: FunctionId,
  label: z.string(),
  state: FunctionState,
  tier: Tier.optional(),
  generation: GraphNode.shape.generation,
  waiting: GraphNode.shape.waiting,
  reason: EagerReason.optional(),
  file: z.string().optional(),
  line: z.int().positive().optional(),
  ms: z.number().nonnegative().optional(),
  bytes: z.int().nonnegative().optional(),
  materializedBy: z.string().optional(),
  /** The library that it is code of; absent for the program's own. */
  library: z.string().optional(),
  /** An instance of a template: what all its instances are called, `ns::Type<…>::method`. */
  template: z.string().optional(),
  inlinedInto: z.string().optional(),
});
export type FunctionSummary = z.infer<typeof FunctionSummary>;

export const ModuleSummary = z.object({
  /** Absolute source path: the module's identity in a program. */
  source: z.string(),
  /** Base name of the source, with folders where another module of the program has that name. */
  name: z.string(),
  counts: StateCounts,
  functions: z.array(FunctionSummary),
});
export type ModuleSummary = z.infer<typeof ModuleSummary>;

/** How a run ended, as whoever started it knows. Without `exitCode`, `signal` and `stopped` nobody knows how, or whether it has. */
export const ReportedEnd = z.object({
  exitCode: z.int().optional(),
  signal: z.string().optional(),
  /** Seen by who waited for the process; a terminal's word proves nothing. */
  certain: z.boolean().optional(),
  /** The person asked for it. */
  stopped: z.boolean().optional(),
});
export type ReportedEnd = z.infer<typeof ReportedEnd>;

/** What `autojit report --html` writes, in parts: the editor puts them into a page of its own. All text in `body` is escaped. */
export const ReportPage = z.object({ title: z.string(), style: z.string(), body: z.string() });
export type ReportPage = z.infer<typeof ReportPage>;

export const ToolCheck = z.object({
  name: z.string(),
  ok: z.boolean(),
  version: z.string().optional(),
  path: z.string().optional(),
  /** How to get it, or what is wrong; absent when ok. */
  help: z.string().optional(),
  /** What is worth knowing though it is ok. */
  note: z.string().optional(),
  /** The Debian package that brings it. */
  package: z.string().optional(),
  required: z.boolean(),
});
export type ToolCheck = z.infer<typeof ToolCheck>;

/** How a body is shown: as it was cut out, or as the engine compiles it. */
export const BodyForm = z.enum(['ir', 'assembly']);
export type BodyForm = z.infer<typeof BodyForm>;

/** New texts of files `autojit.toml`; none when nothing has to change. */
export const PinResult = z.object({ edits: z.array(z.object({ file: z.string(), text: z.string() })) });
export type PinResult = z.infer<typeof PinResult>;

const message = <P extends z.ZodType, R extends z.ZodType>(method: string, params: P, result: R) => ({
  method,
  params,
  result,
});

/** What became of each process that runs the program: a line for a person, and which exchanged functions were not called since. */
export const ReloadAnswer = z.array(
  z.object({
    pid: z.int().positive(),
    kind: z.enum(['reloaded', 'refused', 'nothing']),
    line: z.string(),
    waiting: z.array(z.string()),
  }),
);
export type ReloadAnswer = z.infer<typeof ReloadAnswer>;

/**
 * Whether a program is what its sources, as they are on the disk now, make; `stale`: why not. `unsure`: files changed, at that
 * time at last (Unix milliseconds), that may have a part in it. Null also where nobody knows.
 */
export const Freshness = z.object({
  stale: z.string().nullable(),
  unsure: z.object({ message: z.string(), changedAt: z.number() }).nullable(),
});
export type Freshness = z.infer<typeof Freshness>;

/** editor -> server, answered. */
export const Requests = {
  /** All AutoJIT programs of the workspace. */
  programs: message('autojit/programs', z.object({}), z.array(ProgramSummary)),
  freshness: message('autojit/freshness', z.object({ program: z.string() }), Freshness),
  /** Programs of the workspace that were built without AutoJIT, or have nothing for it. */
  regularPrograms: message('autojit/regularPrograms', z.object({}), z.array(RegularProgram)),
  /** Modules and functions of one program (tree). */
  modules: message('autojit/modules', z.object({ program: z.string() }), z.array(ModuleSummary)),
  /** Unit tests of one program, in the order of its sources, then what CTest runs it with (where the workspace is trusted). */
  tests: message('autojit/tests', z.object({ program: z.string() }), z.array(ProgramTest)),
  /** Where the tests of one file stand in its text now; those of CTest stand in none. */
  testLines: message(
    'autojit/testLines',
    z.object({ program: z.string(), file: z.string() }),
    z.array(z.object({ name: z.string(), line: z.int().positive() })),
  ),
  /**
   * Runs tests by their names and answers when all have ended; what happens meanwhile comes as `testsChanged`. `session`: any
   * name that the editor gives it. Answers how many declarations cannot be known. Precondition: trusted.
   */
  runTests: message(
    'autojit/runTests',
    z.object({ session: z.string(), program: z.string(), tests: z.array(z.string()), mode: TestMode }),
    z.object({ unknown: z.int().nonnegative() }),
  ),
  /** Ends the processes of a session; `runTests` answers then. */
  cancelTests: message('autojit/cancelTests', z.object({ session: z.string() }), z.null()),
  /** What all tests of a session called, or one of them; only of a session with coverage. */
  testCoverage: message(
    'autojit/testCoverage',
    z.object({ session: z.string(), test: z.string().optional() }),
    z.array(CoveredFile),
  ),
  /** Names of tests that called a function when they last ran with coverage; null: none of the program did yet. */
  testsOf: message(
    'autojit/testsOf',
    z.object({ program: z.string(), id: FunctionId }),
    z.object({ tests: z.array(z.string()), known: z.int().nonnegative() }).nullable(),
  ),
  graph: message('autojit/graph', GraphQuery, GraphSlice),
  /** The first picture: what a run did, and what the program is made of. */
  overview: message('autojit/overview', OverviewQuery, Overview),
  /** Details of one function in the state of one run (absent: the latest). */
  function: message(
    'autojit/function',
    z.object({ program: z.string(), id: FunctionId, run: z.string().optional() }),
    GraphNode.nullable(),
  ),
  /** The function at a place in a source file, if any program has one there. `line` is 1-based. */
  functionAt: message(
    'autojit/functionAt',
    z.object({ file: z.string(), line: z.int().positive() }),
    z.object({ program: z.string(), id: FunctionId }).nullable(),
  ),
  /**
   * Where a program stands that is debugged: the functions of its stack that are known, innermost first. `line` is 1-based, in
   * the sources as they were built. Null where none of them is known.
   */
  stack: message(
    'autojit/stack',
    z.object({
      program: z.string().optional(),
      frames: z
        .array(z.object({ name: z.string(), file: z.string().optional(), line: z.int().positive().optional() }))
        .max(200),
    }),
    z.object({ program: z.string(), ids: z.array(FunctionId) }).nullable(),
  ),
  /** What the last run did to the functions of a file, by their lines in the text that is open now. */
  fileStates: message('autojit/fileStates', z.object({ file: z.string() }), z.array(FileState)),
  /** Who calls a function, or whom it calls, with how sure that is. */
  relatedCalls: message(
    'autojit/relatedCalls',
    z.object({ program: z.string(), id: FunctionId, direction: CallDirection }),
    RelatedCalls,
  ),
  /** The functions that lines of a stack trace name, in the order of `names`; null for one that no program here has. */
  namedFunctions: message(
    'autojit/namedFunctions',
    z.object({ names: z.array(FrameName).max(200) }),
    z.array(NamedFunction.nullable()),
  ),
  /** Programs that have functions of a source file, those that were built last first. */
  programsOf: message('autojit/programsOf', z.object({ file: z.string() }), z.array(z.string())),
  /** A question of an agent (protocol/agent-tools.ts). Precondition for tools that run something: trusted. */
  askAgentTool: message(
    'autojit/askAgentTool',
    z.object({ tool: AgentTool, input: z.record(z.string(), z.unknown()) }),
    z.object({ text: z.string(), ok: z.boolean() }),
  ),
  /** A run as a page for people, also where its program is missing. */
  runPage: message('autojit/runPage', z.object({ run: z.string() }), ReportPage),
  /** The picture as text in a format of other programs. */
  export: message('autojit/export', z.object({ query: GraphQuery, format: ExportFormat }), z.string()),
  /** Who called whom first in a run. */
  runTree: message('autojit/runTree', ViewQuery, RunTree),
  /** What the program is made of, and what of it ran. */
  map: message('autojit/map', ViewQuery, PackedMap),
  /** Functions of the whole program by what a person types. */
  search: message('autojit/search', SearchQuery, SearchResult),
  /** Short names of functions, in the order of `ids`; empty for one that is not there any more. */
  labels: message(
    'autojit/labels',
    z.object({ program: z.string(), ids: z.array(FunctionId).max(5000) }),
    z.array(z.string()),
  ),
  /** How one run (absent: the latest) materialized its functions; null when the program never ran. */
  timeline: message(
    'autojit/timeline',
    z.object({ program: z.string(), run: z.string().optional() }),
    RunTimeline.nullable(),
  ),
  /** Sizes, compile times and functions by source, in the state of the latest run; `regular`: path of the program built as usual. */
  report: message('autojit/report', z.object({ program: z.string(), regular: z.string().optional() }), ReportPage),
  runs: message('autojit/runs', z.object({}), z.array(RunSummary)),
  /**
   * Announces a run that the editor is about to start; the program must get `env`. `once`: nobody wants its arguments for
   * the next run, as those that choose a test. Precondition: trusted.
   */
  prepareRun: message(
    'autojit/prepareRun',
    z.object({
      program: z.string(),
      args: z.array(z.string()),
      restarts: z.string().optional(),
      once: z.boolean().optional(),
    }),
    z.object({
      run: z.string(),
      env: z.record(z.string(), z.string()),
      /** What `autojit-record` gets as AUTOJIT_RECORD: its files have this name and an ending (docs/formats.md, "Kept runs"). */
      kept: z.string(),
    }),
  ),
  /** Whoever started the run that `prepareRun` announced waits for it no more. */
  finishRun: message(
    'autojit/finishRun',
    ReportedEnd.extend({
      run: z.string(),
      /** What a debugger passed on, where the program had no terminal. */
      output: z.string().optional(),
    }),
    z.null(),
  ),
  /** What a run's program wrote, bounded, without colours; null where it was not kept. */
  runOutput: message('autojit/runOutput', z.object({ run: z.string() }), z.string().nullable()),
  /** A run as the text of a file (protocol/run-file.ts). */
  saveRun: message('autojit/saveRun', z.object({ run: z.string() }), z.string()),
  /** A run in a format of other programs, as base64: some are binary. */
  exportRun: message('autojit/exportRun', z.object({ run: z.string(), format: RunExportFormat }), z.base64()),
  /** Shows a run that was saved, whether its program is here or not. Answers its id. */
  openRun: message('autojit/openRun', z.object({ file: z.string() }), z.string()),
  /** Shows one process of a run as a run of its own. Answers its id. */
  openProcess: message('autojit/openProcess', z.object({ run: z.string(), pid: z.int().positive() }), z.string()),
  /** Shows a run no longer. Only one that was opened from a file, or a single process: the others leave with their traces. */
  closeRun: message('autojit/closeRun', z.object({ run: z.string() }), z.null()),
  /** Has running programs take over what was built since. Precondition: trusted. */
  reload: message('autojit/reload', z.object({ program: z.string() }), ReloadAnswer),
  /** What of the program was exchanged while in use, and was not called since. */
  reloadWaiting: message('autojit/reloadWaiting', z.object({ program: z.string() }), z.array(z.string())),
  /** A lazy function's body as text. Precondition: trusted. */
  body: message('autojit/body', z.object({ program: z.string(), id: FunctionId, form: BodyForm }), z.string()),
  /** Why a function is eager and what to do, as Markdown. */
  whyEager: message('autojit/whyEager', z.object({ program: z.string(), id: FunctionId }), z.string()),
  /** What to write so that the next build has the function eager or lazy. `open`: texts that are not saved yet, by path. */
  pin: message(
    'autojit/pin',
    z.object({
      program: z.string(),
      id: FunctionId,
      eager: z.boolean(),
      open: z.record(z.string(), z.string()),
    }),
    PinResult,
  ),
  /** Toolchain health. */
  doctor: message('autojit/doctor', z.object({}), z.array(ToolCheck)),
  /** Look for programs again now (after a build). */
  refresh: message('autojit/refresh', z.object({}), z.null()),
} as const;

/** server -> editor, at most ten of each a second. */
export const Notifications = {
  /** Programs appeared, vanished or were rebuilt. */
  programsChanged: {
    method: 'autojit/programsChanged',
    params: z.object({ programs: z.array(ProgramSummary), regular: z.array(RegularProgram) }),
  },
  /** Functions changed state in a run; the latest state of each. */
  statesChanged: {
    method: 'autojit/statesChanged',
    params: z.object({ program: z.string(), run: RunSummary, changes: z.array(StateChange), counts: StateCounts }),
  },
  testsChanged: {
    method: 'autojit/testsChanged',
    params: z.object({ session: z.string(), program: z.string(), events: z.array(TestEvent) }),
  },
  runsChanged: { method: 'autojit/runsChanged', params: z.object({ runs: z.array(RunSummary) }) },
} as const;

/** Commands that the server's CodeLenses and hovers name and the extension implements. */
export const LensCommands = {
  /** [program: string, start?: StartOptions] */
  runLazily: 'autojit.runLazily',
  /** [program: string, start?: StartOptions] */
  debugLazily: 'autojit.debugLazily',
  /** [program: string, function: FunctionId] */
  revealInGraph: 'autojit.revealInGraph',
  /** [program: string, function: FunctionId] */
  showIr: 'autojit.showIr',
  /** [program: string, function: FunctionId] */
  showAssembly: 'autojit.showAssembly',
  /** [program: string, function: FunctionId] */
  showTestsOf: 'autojit.showTestsOf',
  /** [program: string, function: FunctionId] */
  runTestsOf: 'autojit.runTestsOf',
  /** [program: string, function: FunctionId] */
  whyEager: 'autojit.whyEager',
  /** [program: string, function: FunctionId] */
  peekCallers: 'autojit.peekCallers',
  /** [program: string, function: FunctionId] */
  goToFirstCaller: 'autojit.goToFirstCaller',
} as const;
