import * as z from 'zod';
import { FunctionId, GraphNode, GraphQuery, GraphSlice } from './graph.js';
import { ProgramSummary, RunSummary, StateCounts } from './lsp.js';

/** Messages between the graph page and its host. Both sides validate; an invalid one is reported, not ignored. */

/** How the panel shows its views: one of them, or regular beside AutoJIT or live. */
export const GraphMode = z.enum(['regular', 'autojit', 'live', 'side-by-side']);
export type GraphMode = z.infer<typeof GraphMode>;

/** Next steps that the page may offer as a button; each is a command of the extension. */
export const PageAction = z.enum(['build', 'refresh', 'doctor', 'trust', 'showLog']);
export type PageAction = z.infer<typeof PageAction>;

/** page -> host */
export const ToHost = z.discriminatedUnion('type', [
  /** The page's scripts run; answered with `programs`. */
  z.object({ type: z.literal('ready') }),
  /** Answered with `slice` or `failed`, same `request`. */
  z.object({ type: z.literal('query'), request: z.int().nonnegative(), query: GraphQuery }),
  /** Open the source of a function. The host checks that it is one the server knows. */
  z.object({ type: z.literal('open'), program: z.string(), id: FunctionId }),
  z.object({ type: z.literal('run'), program: z.string(), debug: z.boolean() }),
  /** Choose another root among all functions of the program; answered with `root` unless the person cancels. */
  z.object({ type: z.literal('pickRoot'), program: z.string() }),
  /** A button of an empty or problem state was pressed. */
  z.object({ type: z.literal('action'), action: PageAction }),
  /** Save the picture; `png` is base64. The host asks where. */
  z.object({ type: z.literal('saveImage'), name: z.string(), png: z.base64() }),
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
  z.object({ type: z.literal('failed'), request: z.int().nonnegative(), message: z.string() }),
  /** Patches, never a new page: nodes keep their place. */
  z.object({
    type: z.literal('states'),
    program: z.string(),
    run: RunSummary,
    nodes: z.array(GraphNode),
    counts: StateCounts,
  }),
  /** Show this function (from the tree, a lens, the editor), making it the root if it is not in the picture. */
  z.object({ type: z.literal('reveal'), program: z.string(), id: FunctionId }),
  /** Start the picture at this function. */
  z.object({ type: z.literal('root'), program: z.string(), id: FunctionId }),
  z.object({ type: z.literal('mode'), mode: GraphMode }),
  /** Nothing can be shown, and why; `null` when that is over. */
  z.object({
    type: z.literal('problem'),
    problem: z.object({ message: z.string(), actions: z.array(PageAction) }).nullable(),
  }),
]);
export type ToPage = z.infer<typeof ToPage>;
