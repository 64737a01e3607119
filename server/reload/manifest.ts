import { readFile } from 'node:fs/promises';
import { Manifest } from '../../protocol/manifest.js';
import { findManifest } from '../program/store.js';

/** What the store says of a module to people; undefined where that is gone or of another version, which whoever reads its build says. */
export async function manifestOf(id: string, stores: readonly string[]): Promise<Manifest | undefined> {
  const found = await findManifest(id, stores);
  return found && Manifest.safeParse(JSON.parse(await readFile(found.path, 'utf8'))).data;
}
