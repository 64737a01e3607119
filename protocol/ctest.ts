import * as z from 'zod';

/** `ctest --show-only=json-v1`, as far as it is read. */

const Property = z.object({ name: z.string(), value: z.unknown() });

const Test = z.object({
  name: z.string(),
  /** Absent where the program is not built yet, or is one of another configuration. */
  command: z.array(z.string()).optional(),
  /** Index of a node: where the test was added. */
  backtrace: z.int().optional(),
  properties: z.array(Property).optional(),
});

/** A call in a file; `line` is absent for the file itself. */
const Node = z.object({ file: z.int(), line: z.int().positive().optional() });

export const CTestInfo = z.object({
  kind: z.literal('ctestInfo'),
  backtraceGraph: z.object({ files: z.array(z.string()), nodes: z.array(Node) }),
  tests: z.array(Test),
});
export type CTestInfo = z.infer<typeof CTestInfo>;
