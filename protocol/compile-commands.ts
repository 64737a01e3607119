import * as z from 'zod';

/** `compile_commands.json`, as CMake, Meson, Bear and others write it. Direction: build system -> cli. */
export const CompileCommand = z.object({
  directory: z.string(),
  file: z.string(),
  /** One of the two. `command` is quoted as for a shell. */
  arguments: z.array(z.string()).min(1).optional(),
  command: z.string().optional(),
  output: z.string().optional(),
});
export type CompileCommand = z.infer<typeof CompileCommand>;

export const CompileCommands = z.array(CompileCommand);
