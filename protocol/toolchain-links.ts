import * as z from 'zod';

/**
 * `links.json` of a packed toolchain, which has no links, as VS Code unpacks none: each one's name in the toolchain's
 * folder, and what it leads to, as `readlink` says it.
 */
export const ToolchainLinks = z.record(z.string(), z.string());
export type ToolchainLinks = z.infer<typeof ToolchainLinks>;
