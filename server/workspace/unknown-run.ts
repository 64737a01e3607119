import { ProblemError } from '../support/problem.js';

export function unknownRun(id: string): ProblemError {
  return new ProblemError({
    code: 'unreadable',
    message: `There is no run ${id}.`,
    action: 'Refresh the list of runs.',
  });
}
