import * as z from 'zod';
import { FunctionId } from '../protocol/graph.js';
import { GraphMode } from '../protocol/webview.js';

/** What a person chose in the page; kept over reloads of the window. */
export const PageSettings = z.object({
  program: z.string().nullable(),
  /** null: the program's own start, `main`. */
  root: FunctionId.nullable(),
  mode: GraphMode,
  /** What stands beside the regular graph in side by side. */
  beside: z.enum(['autojit', 'live']),
  depthOut: z.int().min(0).max(50),
  depthIn: z.int().min(0).max(50),
  externals: z.boolean(),
  grouped: z.boolean(),
  legend: z.boolean(),
});
export type PageSettings = z.infer<typeof PageSettings>;

export const defaultSettings: PageSettings = {
  program: null,
  root: null,
  mode: 'side-by-side',
  beside: 'autojit',
  depthOut: 2,
  depthIn: 2,
  externals: false,
  grouped: true,
  legend: false,
};

/** State of an older version of the page is dropped as a whole: it is a convenience, not data. */
export function readSettings(stored: unknown): PageSettings {
  const parsed = PageSettings.safeParse(stored);
  return parsed.success ? parsed.data : { ...defaultSettings };
}
