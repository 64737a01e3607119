import type { Problem } from '../../protocol/lsp.js';

/** An expected failure that a person can act on. Everything that reaches a client or a shell as an error is one. */
export class ProblemError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem, options?: ErrorOptions) {
    super(`${problem.message} ${problem.action}`, options);
    this.problem = problem;
  }
}

/** What the operating system said, in words: "no such file or directory" for ENOENT. */
export function describeSystemError(error: unknown): string {
  const code = errorCode(error);
  const known: Record<string, string> = {
    ENOENT: 'no such file or directory',
    EACCES: 'permission denied',
    EPERM: 'permission denied',
    EEXIST: 'there is a file of that name',
    EISDIR: 'it is a directory',
    ENOTDIR: 'a part of the path is not a directory',
    EMFILE: 'too many open files',
    ENOSPC: 'no space left on the device',
    EROFS: 'read-only file system',
    ELOOP: 'too many symbolic links',
  };
  if (code !== undefined && known[code] !== undefined) return known[code];
  return error instanceof Error ? error.message : String(error);
}

export function errorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
