/** An error that a person meets on stderr: one line, then the exit code. */
export class Failure extends Error {
  constructor(
    message: string,
    readonly exitCode: number,
  ) {
    super(message);
  }
}

/** Exit codes, as `env` and `timeout` have them: the program's own code passes through, so ours must stand apart. */
export const ExitCode = {
  failed: 1,
  usage: 2,
  /** `build` and `run` themselves failed; the command was not started. */
  ourselves: 125,
  notExecutable: 126,
  notFound: 127,
} as const;
