import * as z from 'zod';
import { FunctionId } from './graph.js';

/** Unit tests: what a program holds, how they are run, and what came of them. */

/** An entry of CTest, which runs it: it knows of time limits, fixtures and what an exit code means. */
const CTestEntry = z.object({
  /** The command `ctest` of the CMake that made the folder. */
  ctest: z.string(),
  folder: z.string(),
  name: z.string(),
  config: z.string().optional(),
  /** What starts the program, where that is not CTest itself: a shell, an emulator. Such a test is not debugged. */
  launcher: z.string().optional(),
});

/** `program`: the program itself is the test, which passes when it ends with 0. */
export const TestFramework = z.enum(['googletest', 'catch2', 'doctest', 'boost', 'rust', 'ctest', 'program']);
export type TestFramework = z.infer<typeof TestFramework>;

/** How a program is started other than with the arguments it is remembered with: a test's lens runs just that test. */
export const StartOptions = z.object({
  args: z.array(z.string()),
  cwd: z.string().optional(),
  env: z.record(z.string(), z.string()).optional(),
});
export type StartOptions = z.infer<typeof StartOptions>;

export const ProgramTest = z.object({
  /** As its framework reports it: the test's identity in its program. Instances of it may have names of their own. */
  name: z.string(),
  framework: TestFramework,
  /** What it stands below, from the outermost: suites, modules, or the base name of its file. */
  suites: z.array(z.string()),
  /** Its name there. */
  label: z.string(),
  /** The function that holds its body. */
  id: FunctionId,
  file: z.string(),
  line: z.int().positive(),
  start: StartOptions,
  /** Its framework leaves it out unless it is asked for by name (`DISABLED_`, `[.]`, `skip()`, `#[ignore]`). */
  disabled: z.boolean().optional(),
  entry: CTestEntry.optional(),
});
export type ProgramTest = z.infer<typeof ProgramTest>;

/** A failed expectation, and where it stands. */
export const TestMessage = z.object({
  text: z.string(),
  file: z.string().optional(),
  line: z.int().positive().optional(),
  /** Where the framework itself says which value is which. */
  compared: z.object({ expected: z.string(), actual: z.string() }).optional(),
});
export type TestMessage = z.infer<typeof TestMessage>;

export const TestEnd = z.enum(['passed', 'failed', 'skipped', 'errored']);
export type TestEnd = z.infer<typeof TestEnd>;

/** What happens while tests run. `instance`: one of several that a test stands for (parameters, types), as its framework names it. */
export const TestEvent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('started'), test: z.string(), instance: z.string().optional() }),
  z.object({
    kind: z.literal('ended'),
    test: z.string(),
    instance: z.string().optional(),
    end: TestEnd,
    ms: z.number().nonnegative().optional(),
    messages: z.array(TestMessage),
  }),
  /** What the program wrote; `test` where it is known which one did. */
  z.object({ kind: z.literal('output'), test: z.string().optional(), text: z.string() }),
]);
export type TestEvent = z.infer<typeof TestEvent>;

/** A definition and whether a run came to it. Those of which no run can tell (eager) are not listed. */
export const CoveredDeclaration = z.object({ name: z.string(), line: z.int().positive(), ran: z.boolean() });
export type CoveredDeclaration = z.infer<typeof CoveredDeclaration>;

export const CoveredFile = z.object({
  file: z.string(),
  declarations: z.array(CoveredDeclaration),
  /** Tests that ran a function of it. */
  tests: z.array(z.string()),
});
export type CoveredFile = z.infer<typeof CoveredFile>;

/**
 * `run`: many in one process. `reload`: the same, and processes take over new builds. `coverage`: each in a process of
 * its own, so that it is known what each called.
 */
export const TestMode = z.enum(['run', 'reload', 'coverage']);
export type TestMode = z.infer<typeof TestMode>;
