import * as z from 'zod';
import { ModuleId } from './manifest.js';

/**
 * What a program needed last time, on any machine of a team (docs/formats.md, "Packs of a team"): the list of the packs that have it.
 * Direction: `autojit cache push` -> a server -> `autojit cache pull`, `autojit run`.
 */
export const TEAM_LIST_VERSION = 3;

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const Size = z.int().nonnegative();

export const TeamPack = z.object({
  /** Id of the module without debug info. */
  module: ModuleId,
  /** File name of its source: by it an edited module finds what it was before. */
  source: z.string().max(255),
  hash: Sha256,
  size: Size,
  /** Small packs stand back to back in a blob: which one of `bundles`, and where. */
  bundle: Size.optional(),
  at: Size.optional(),
});
export type TeamPack = z.infer<typeof TeamPack>;

/**
 * A function that was called: its pack's place in `packs`, its slot, 1 where only a draft is there, and the microseconds that making it took; 0 where
 * that is not known.
 */
export const TeamFunction = z.tuple([Size, Size, z.union([z.literal(0), z.literal(1)]), Size]);
export type TeamFunction = z.infer<typeof TeamFunction>;

/**
 * A shared library that the program was run with: its path from the program's folder on, and the key of what it is made of. Another one there has its
 * functions asked for by module.
 */
export const TeamLibrary = z.object({ path: z.string().min(1).max(4096), key: Sha256 });
export type TeamLibrary = z.infer<typeof TeamLibrary>;

export const TeamList = z.object({
  format: z.literal('autojit-team-list'),
  version: z.literal(TEAM_LIST_VERSION),
  /** Of the toolchain. */
  build: z.string().min(1),
  /** Of the program and its libraries. */
  packs: z.array(TeamPack),
  libraries: z.array(TeamLibrary).max(1000),
  bundles: z.array(z.object({ hash: Sha256, size: Size })),
  /** In the order of their first calls. */
  functions: z.array(TeamFunction),
});
export type TeamList = z.infer<typeof TeamList>;
