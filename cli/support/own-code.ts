import { basename, dirname } from 'node:path';
import type { Ownership } from '../../server/call-graph/ownership.js';
import type { Program } from '../../server/program/program.js';
import { canonicalPath } from '../../server/program/source-index.js';
import { STORE_FOLDER } from '../../server/program/store.js';
import { OwnCode } from '../../server/workspace/own-code.js';

/**
 * Whose code is whose, as an editor says that has the program's folder open: the one with its `.autojit`. Files `autojit.toml`
 * add folders of other people's code.
 */
export async function ownershipFor(program: Program): Promise<Ownership> {
  const roots = basename(program.store) === STORE_FOLDER ? [canonicalPath(dirname(program.store))] : [];
  const ownCode = new OwnCode(roots);
  await ownCode.refresh(program);
  return ownCode.of(program);
}
