import { describeSystemError } from './problem.js';

/** Work that nobody waits for: what goes wrong in it is told, and ends nothing else. */
export function background(work: Promise<unknown>, failed: (why: string) => void): void {
  work.catch((error: unknown) => failed(describeSystemError(error)));
}
