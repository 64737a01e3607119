import * as z from 'zod';

/** A line of the file that `AUTOJIT_LINK_LOG` names: what became of one link. Written by the linker that stands before the linker (toolchain/linker). */
export const LinkLogLine = z.union([
  z.object({
    /** Absolute path. */
    output: z.string(),
    /** Only bodies had changed. */
    skipped: z.literal(true),
  }),
  z.object({
    output: z.string(),
    /** Why it was done. */
    linked: z.string(),
  }),
]);
export type LinkLogLine = z.infer<typeof LinkLogLine>;
