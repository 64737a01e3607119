import * as z from 'zod';
import { FunctionId, FunctionState } from './graph.js';

/** Functions of a whole program by what a person types, drawn or not. Direction: server -> extension -> webview. */

export const SearchQuery = z.object({
  program: z.string(),
  text: z.string().max(500),
  /** Whose states are told; absent: of the latest run. */
  run: z.string().optional(),
});
export type SearchQuery = z.infer<typeof SearchQuery>;

export const SearchHit = z.object({
  id: FunctionId,
  label: z.string(),
  signature: z.string(),
  /** The file, class or section that it is in. */
  part: z.string(),
  state: FunctionState,
  library: z.string().optional(),
});
export type SearchHit = z.infer<typeof SearchHit>;

export const SearchResult = z.object({
  /** All that fit; `hits` are the best of them. */
  found: z.int().nonnegative(),
  hits: z.array(SearchHit),
});
export type SearchResult = z.infer<typeof SearchResult>;
