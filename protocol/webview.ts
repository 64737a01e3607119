import * as z from 'zod';
import { ExportFormat, FunctionId, GraphNode, GraphQuery, GraphSlice, StateChange } from './graph.js';
import { Overview, OverviewQuery } from './overview.js';
import { PackedMap } from './packed-map.js';
import { RunSummary } from './run-summary.js';
import { ProgramSummary, RunTimeline, StateCounts } from './summaries.js';
import { SearchQuery, SearchResult } from './search.js';
import { RunExportFormat } from './run-export.js';
import { RunTree, ViewQuery } from './views.js';

/** Messages between the graph page and its host. Both sides validate; an invalid one is reported, not ignored. */

/** How the panel shows its views: one of them, or regular beside AutoJIT or live. */
export const GraphMode = z.enum(['regular', 'autojit', 'live', 'difference', 'side-by-side']);
export type GraphMode = z.infer<typeof GraphMode>;

/** What is drawn: what the program is made of, who called whom first, or what surrounds a function. */
export const PageContent = z.enum(['map', 'run', 'graph']);
export type PageContent = z.infer<typeof PageContent>;

/** Next steps that the page may offer as a button; each is a command of the extension. */
export const PageAction = z.enum(['build', 'refresh', 'doctor', 'trust', 'showLog', 'remote']);
export type PageAction = z.infer<typeof PageAction>;

/** What can be done with a function in the editor; each is a command of the extension. */
export const FunctionAction = z.enum([
  ...(['toggleBreakpoint', 'showIr', 'showAssembly', 'whyEager', 'pinEager', 'pinLazy'] as const),
  ...(['showTestsOf', 'runTestsOf'] as const),
]);
export type FunctionAction = z.infer<typeof FunctionAction>;

/** What a function is chosen for: to start at, or as an end of a path from or to the one that is selected. */
export const PickPurpose = z.enum(['root', 'pathFrom', 'pathTo']);
export type PickPurpose = z.infer<typeof PickPurpose>;

/** page -> host */
export const ToHost = z.discriminatedUnion('type', [
  /** The page's scripts run; answered with `programs`. */
  z.object({ type: z.literal('ready') }),
  /** Answered with `slice` or `failed`, same `request`. */
  z.object({ type: z.literal('query'), request: z.int().nonnegative(), query: GraphQuery }),
  /** Answered with `overview` or `failed`, same `request`. */
  z.object({ type: z.literal('overview'), request: z.int().nonnegative(), query: OverviewQuery }),
  /** Answered with `timeline` or `failed`, same `request`. */
  z.object({
    type: z.literal('timeline'),
    request: z.int().nonnegative(),
    program: z.string(),
    run: z.string().optional(),
  }),
  /** Answered with `runTree`, `map` or `failed`, same `request`. */
  z.object({ type: z.literal('runTree'), request: z.int().nonnegative(), query: ViewQuery }),
  z.object({ type: z.literal('map'), request: z.int().nonnegative(), query: ViewQuery }),
  /** Functions of the whole program; answered with `found` or `failed`. */
  z.object({ type: z.literal('search'), request: z.int().nonnegative(), query: SearchQuery }),
  /** Names of functions that came without; answered with `labels` or `failed`. */
  z.object({
    type: z.literal('labels'),
    request: z.int().nonnegative(),
    program: z.string(),
    ids: z.array(FunctionId).max(5000),
  }),
  /** Everything about one function; answered with `function` or `failed`. */
  z.object({
    type: z.literal('lookUp'),
    request: z.int().nonnegative(),
    program: z.string(),
    id: FunctionId,
    run: z.string().optional(),
  }),
  /** Open the source of a function. The host checks that it is one the server knows. */
  z.object({ type: z.literal('open'), program: z.string(), id: FunctionId }),
  z.object({ type: z.literal('function'), action: FunctionAction, program: z.string(), id: FunctionId }),
  z.object({ type: z.literal('run'), program: z.string(), debug: z.boolean() }),
  /** Choose a function of the program; answered with `picked` unless the person cancels. */
  z.object({ type: z.literal('pick'), program: z.string(), purpose: PickPurpose }),
  /** What is selected in the page; null: nothing. */
  z.object({ type: z.literal('selected'), program: z.string(), id: FunctionId.nullable() }),
  /** Save the run that is shown (absent: the latest) in a format of other programs. */
  z.object({
    type: z.literal('exportRun'),
    program: z.string(),
    run: z.string().optional(),
    format: RunExportFormat,
  }),
  /** Tell the function at the cursor from now on, or no longer. */
  z.object({ type: z.literal('follow'), on: z.boolean() }),
  /** A button of an empty or problem state was pressed. */
  z.object({ type: z.literal('action'), action: PageAction }),
  /** Save what the page drew. The host asks where. */
  z.object({ type: z.literal('savePng'), name: z.string(), png: z.base64() }),
  z.object({
    type: z.literal('saveText'),
    name: z.string(),
    format: z.enum(['svg', 'html', 'json']),
    text: z.string(),
  }),
  /** Save or copy the picture in a format that the server writes. */
  z.object({
    type: z.literal('export'),
    name: z.string(),
    format: ExportFormat,
    query: GraphQuery,
    to: z.enum(['file', 'clipboard']),
  }),
  /** Something went wrong in the page; the host logs it. */
  z.object({ type: z.literal('problem'), message: z.string() }),
]);
export type ToHost = z.infer<typeof ToHost>;

/** host -> page */
export const ToPage = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('programs'),
    programs: z.array(ProgramSummary),
    runs: z.array(RunSummary),
    /** Program to show first; null when there is none yet. */
    program: z.string().nullable(),
    /** False in an untrusted workspace: the page hides what runs programs. */
    trusted: z.boolean(),
  }),
  z.object({ type: z.literal('slice'), request: z.int().nonnegative(), slice: GraphSlice }),
  z.object({ type: z.literal('overview'), request: z.int().nonnegative(), overview: Overview }),
  z.object({ type: z.literal('timeline'), request: z.int().nonnegative(), timeline: RunTimeline.nullable() }),
  z.object({ type: z.literal('runTree'), request: z.int().nonnegative(), tree: RunTree }),
  z.object({ type: z.literal('map'), request: z.int().nonnegative(), map: PackedMap }),
  z.object({ type: z.literal('found'), request: z.int().nonnegative(), result: SearchResult }),
  z.object({ type: z.literal('labels'), request: z.int().nonnegative(), labels: z.array(z.string()) }),
  z.object({ type: z.literal('function'), request: z.int().nonnegative(), node: GraphNode.nullable() }),
  z.object({ type: z.literal('failed'), request: z.int().nonnegative(), message: z.string() }),
  /** Patches, never a new page: nodes keep their place. */
  z.object({
    type: z.literal('states'),
    program: z.string(),
    run: RunSummary,
    changes: z.array(StateChange),
    counts: StateCounts,
  }),
  /** Show this program, as it was left if it is the one that is shown; with `run`: who called whom first in that run. */
  z.object({ type: z.literal('show'), program: z.string(), run: z.string().optional() }),
  /** Show this function (from the tree, a lens, the editor), making it the root if it is not in the picture. */
  z.object({ type: z.literal('reveal'), program: z.string(), id: FunctionId }),
  /** The function that the person chose. */
  z.object({ type: z.literal('picked'), program: z.string(), id: FunctionId, purpose: PickPurpose }),
  /** The functions in which the program stands that is debugged, innermost first; none: it does not stand. */
  z.object({ type: z.literal('stack'), program: z.string(), ids: z.array(FunctionId) }),
  /** The cursor is in this function now; comes while the page follows it. */
  z.object({ type: z.literal('cursor'), program: z.string(), id: FunctionId }),
  /** Nothing can be shown, and why; `null` when that is over. */
  z.object({
    type: z.literal('problem'),
    problem: z.object({ message: z.string(), actions: z.array(PageAction) }).nullable(),
  }),
]);
export type ToPage = z.infer<typeof ToPage>;
