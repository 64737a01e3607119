import type { ModuleBuild } from './module-build.js';

/** What is different between a build that runs and a new one of the same source. */
export interface Comparison {
  /** Why it cannot be taken over, a line each. */
  refusals: string[];
  /** What a person should know though it can be. */
  notes: string[];
  /** Lazy functions whose own content is another, by symbol. */
  changed: string[];
  /** Lazy functions that hold a copy of something that changed. */
  affected: string[];
  /** Functions that were not there. */
  added: string[];
  /** Constants that have another value: new storage, old code keeps the old. */
  replaced: Set<string>;
  /** Functions that are called in another way than before: old code goes on to call the old ones. */
  recast: Set<string>;
  /** Functions and variables that other files could name before, or can now, and not both. */
  flipped: Set<string>;
  /** Those functions of these that are others now, as another module defines their name for all. */
  parted: Set<string>;
}

export type Display = (build: ModuleBuild, symbol: string) => string;
