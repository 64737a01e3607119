import * as z from 'zod';
import { ModuleId } from './manifest.js';

/**
 * What a program needed last time, on any machine of a team (docs/formats.md, "Packs of a team"): the list of the packs that have it.
 * Direction: `autojit cache push` -> a server -> `autojit cache pull`, `autojit run`.
 */
export const TEAM_LIST_VERSION = 1;

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const Size = z.int().nonnegative();

export const TeamPack = z.object({
  /** Id of the module without debug info. */
  module: ModuleId,
  hash: Sha256,
  size: Size,
  /** Small packs stand back to back in a blob: which one of `bundles`, and where. */
  bundle: Size.optional(),
  at: Size.optional(),
});
export type TeamPack = z.infer<typeof TeamPack>;

export const TeamList = z.object({
  format: z.literal('autojit-team-list'),
  version: z.literal(TEAM_LIST_VERSION),
  /** Of the toolchain. */
  build: z.string().min(1),
  packs: z.array(TeamPack),
  bundles: z.array(z.object({ hash: Sha256, size: Size })),
  /** In the order of their first calls: a pack's place in `packs`, then a slot, and so on. */
  order: z.array(Size),
});
export type TeamList = z.infer<typeof TeamList>;
