import * as z from 'zod';

/**
 * How long one compile took (docs/formats.md, "Compile times"). One JSON object per line of `<store>/compile-times.jsonl`; direction: drop-in compiler -> server, cli.
 */
export const CompileTime = z.object({
  v: z.literal(1),
  /** With the plugin; false in a regular build. */
  lazy: z.boolean(),
  /** From start to end. */
  ms: z.number().nonnegative(),
  /** Of the processor, in all threads: what other work on the machine hardly changes. */
  cpuMs: z.number().nonnegative(),
  /** Absolute: where the compiler ran. */
  directory: z.string(),
  /** As the compiler was given them. */
  sources: z.array(z.string()).min(1),
});
export type CompileTime = z.infer<typeof CompileTime>;
