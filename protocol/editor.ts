import * as z from 'zod';
import { FunctionId, FunctionState } from './graph.js';

/** What an editor shows beside sources: marks of what ran, callers with their certainty, functions that a stack trace names. */

/** What the last run did to what is defined at a line of a file, as it is open now. */
export const FileState = z.object({
  /** 1-based. */
  line: z.int().positive(),
  state: FunctionState,
  /** The state in words, as a lens has it. */
  text: z.string(),
});
export type FileState = z.infer<typeof FileState>;

/** How sure it is that one function calls another; `passes`: it hands on the address, so that somebody may. */
export const Certainty = z.enum(['direct', 'virtual', 'candidate', 'passes']);
export type Certainty = z.infer<typeof Certainty>;

/** Which way: who calls a function, or whom it calls. */
export const CallDirection = z.enum(['callers', 'callees']);
export type CallDirection = z.infer<typeof CallDirection>;

export const RelatedCall = z.object({
  id: FunctionId,
  label: z.string(),
  certainty: Certainty,
  /** The last run saw this call. */
  observed: z.boolean(),
  /** Where the other function is defined. */
  file: z.string().optional(),
  line: z.int().positive().optional(),
  /** The line of the (first) call, in the file of whoever calls; absent where the text changed since the build. */
  at: z.int().positive().optional(),
});
export type RelatedCall = z.infer<typeof RelatedCall>;

/** The surest first. */
export const RelatedCalls = z.object({
  label: z.string(),
  file: z.string().optional(),
  line: z.int().positive().optional(),
  calls: z.array(RelatedCall),
  /** How many more there are. */
  omitted: z.int().nonnegative(),
  /** Why there may be others that nobody can see; absent where these are all. */
  unknown: z.string().optional(),
});
export type RelatedCalls = z.infer<typeof RelatedCalls>;

/** What a line of a stack trace says of a function. */
export const FrameName = z.object({
  /** As it stands there: qualified, with parameters or without, a linker symbol. */
  name: z.string(),
  /** Program or library, by path or base name. */
  program: z.string().optional(),
  /** Source, by path or base name. */
  file: z.string().optional(),
});
export type FrameName = z.infer<typeof FrameName>;

export const NamedFunction = z.object({
  program: z.string(),
  id: FunctionId,
  label: z.string(),
  file: z.string(),
  line: z.int().positive(),
});
export type NamedFunction = z.infer<typeof NamedFunction>;
