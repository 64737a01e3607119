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
  /** Functions that became static, or no longer are: others from then on, as another file may have one of the name. */
  parted: Set<string>;
  /** Functions and variables that both builds have, and that are still the same. */
  kept: Set<string>;
}

export type Display = (build: ModuleBuild, symbol: string) => string;
