import type { Program } from '../program/program.js';
import type { KnownPrograms } from '../workspace/run-registry.js';

/** Programs that do not change. */
export function knownPrograms(...programs: Program[]): KnownPrograms {
  const find = (path: string): Program | undefined => programs.find((program) => program.path === path);
  return {
    find,
    current: (path) => Promise.resolve(find(path)),
    foundOpened: () => Promise.resolve(undefined),
  };
}
