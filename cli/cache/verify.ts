import { blake3 } from '@noble/hashes/blake3.js';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { plural } from '../../protocol/text.js';
import { describeSystemError } from '../../server/support/problem.js';
import { ExitCode, Failure } from '../support/failure.js';
import { readImageLog } from './image-log.js';
import { chooseStore, storeFiles, type StoreFile } from './store.js';

/** Says of every body and every log of images whether it is what was written. Fails when one is not. */
export async function verifyCache(options: { store?: string }): Promise<void> {
  const store = await chooseStore(options.store);
  const files = (await storeFiles(store)).filter(({ kind }) => kind === 'body' || kind === 'images');
  let damaged = 0;
  for (const file of files) {
    const problem = await problemWith(file).catch((error: unknown) => `cannot be read: ${describeSystemError(error)}`);
    if (problem === undefined) continue;
    damaged += 1;
    console.log(`${file.path}: ${problem}`);
  }
  if (damaged > 0) {
    throw new Failure(
      `${plural(damaged, 'file')} of ${String(files.length)} damaged. Delete damaged images (autojit cache clear --images): they are made again. Damaged bodies need a rebuild.`,
      ExitCode.failed,
    );
  }
  console.log(`${plural(files.length, 'file')} of bodies and images, none damaged.`);
}

/** What is wrong with a file; undefined when nothing is. */
async function problemWith(file: StoreFile): Promise<string | undefined> {
  if (file.kind === 'body') {
    const hash = Buffer.from(blake3(await readFile(file.path))).toString('hex');
    return hash === basename(file.path, '.body') ? undefined : 'its content does not have the hash in its name';
  }
  const { damaged, endsWell } = await readImageLog(file.path);
  if (damaged > 0) return `${plural(damaged, 'image')} damaged; programs compile them again`;
  return endsWell ? undefined : 'its end cannot be read (a full disk?); the next run replaces it';
}
