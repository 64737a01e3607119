import * as z from 'zod';
import type { GraphQuery } from '../../protocol/graph.js';
import { Expansion, FunctionId, GraphFilter, GroupBy, GroupId, type GraphView } from '../../protocol/graph.js';
import { Metric } from '../../protocol/views.js';
import { GraphMode, PageContent } from '../../protocol/webview.js';

/** Where in the program a person is: what back and forward go through. */
export const PageView = z.object({
  /** null: the program's own start, `main`. */
  root: FunctionId.nullable(),
  whole: z.boolean(),
  path: z.object({ from: FunctionId, to: FunctionId }).nullable(),
  depthOut: z.int().min(0).max(50),
  depthIn: z.int().min(0).max(50),
  expanded: z.array(Expansion),
  hidden: z.array(FunctionId),
  folds: z.record(GroupId, z.boolean()),
  /** Run tree: the function whose frame fills the height; null: all of the run. */
  pivot: FunctionId.nullable(),
  /** What was opened in the first picture. */
  opened: z.array(z.string()),
});
export type PageView = z.infer<typeof PageView>;

/** What a person chose in the page; kept over reloads of the window. */
export const PageSettings = PageView.extend({
  program: z.string().nullable(),
  content: PageContent,
  mode: GraphMode,
  /** What heights of the run tree say. */
  metric: Metric,
  pinned: z.array(FunctionId),
  externals: z.boolean(),
  group: GroupBy,
  cycles: z.boolean(),
  /** Code of libraries as one box for each. */
  libraries: z.enum(['fold', 'show']),
  filter: GraphFilter,
  /** null: the latest run. */
  run: z.string().nullable(),
  /** Difference: null compares with what was never touched. */
  other: z.string().nullable(),
  follow: z.boolean(),
  /** Panels. */
  legend: z.boolean(),
  filtering: z.boolean(),
  outline: z.boolean(),
  timeline: z.boolean(),
});
export type PageSettings = z.infer<typeof PageSettings>;

export const noFilter: GraphFilter = { text: '', states: [], linkages: [], calls: [], tests: 'show', hubs: 'show' };

/** The picture around the start of a program. */
export const startView: PageView = {
  root: null,
  whole: false,
  path: null,
  depthOut: 2,
  depthIn: 2,
  expanded: [],
  hidden: [],
  folds: {},
  pivot: null,
  opened: [],
};

export const defaultSettings: PageSettings = {
  ...startView,
  program: null,
  content: 'graph',
  mode: 'side-by-side',
  metric: 'count',
  pinned: [],
  externals: false,
  group: 'module',
  cycles: false,
  libraries: 'fold',
  filter: noFilter,
  run: null,
  other: null,
  follow: false,
  legend: false,
  filtering: false,
  outline: false,
  timeline: false,
};

const LIMIT = 1500;

/** State of an older version of the page is dropped as a whole: it is a convenience, not data. */
export function readSettings(stored: unknown): PageSettings {
  const parsed = PageSettings.safeParse(stored);
  return parsed.success ? parsed.data : { ...defaultSettings };
}

export function viewOf(settings: PageSettings): PageView {
  return PageView.parse(settings);
}

const MAKE_ANOTHER = ['mode', 'program', 'root', 'whole', 'path', 'depthIn', 'depthOut', 'group', 'libraries'] as const;

/** Whether a choice makes another picture, which is fitted anew, and no change of the one that is there. */
export function isOtherPicture(before: PageSettings, now: PageSettings): boolean {
  return MAKE_ANOTHER.some((key) => JSON.stringify(before[key]) !== JSON.stringify(now[key]));
}

/** The start of the program, with nothing left out and nothing added: the first picture shows it. */
export function isStart({ root, whole, path, expanded, hidden, pinned, filter, mode }: PageSettings): boolean {
  const touched = root !== null || whole || path !== null || expanded.length + hidden.length + pinned.length > 0;
  return !touched && !isFiltering(filter) && mode !== 'difference';
}

export function isFiltering({ text, states, linkages, calls, tests, hubs }: GraphFilter): boolean {
  return text !== '' || states.length + linkages.length + calls.length > 0 || tests !== 'show' || hubs !== 'show';
}

export function queryOf(settings: PageSettings, view: GraphView): GraphQuery {
  const { program, root, path, run, other, whole, filter } = settings;
  const { depthOut, depthIn, expanded, hidden, folds, pinned, externals, group, cycles, libraries } = settings;
  return {
    program: program ?? '',
    view,
    ...(root !== null && { root }),
    ...(path !== null && { path }),
    // The regular one as well: a run decides which of many callees are drawn, and both halves draw the same.
    ...(run !== null && { run }),
    ...(other !== null && view === 'difference' && { other }),
    ...{ whole, depthOut, depthIn, expanded, hidden, folds, pinned, externals, group, cycles, libraries },
    ...(isFiltering(filter) && { filter }),
    limit: LIMIT,
  };
}
