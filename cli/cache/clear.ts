import { rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { formatBytes, plural } from '../../protocol/text.js';
import { forgetLogs } from '../../server/remote/notes.js';
import { TIMES_FILE } from '../../server/report/compile-times.js';
import { chooseStore, MODULE_FOLDER, names, storeFiles } from './store.js';

/** Deletes by name what a store holds and nothing else, so that a wrong --store cannot cost anybody a file. */
export async function clearCache(options: { store?: string; images?: boolean }): Promise<void> {
  const store = await chooseStore(options.store);
  const files = (await storeFiles(store)).filter(
    (file) => !options.images || file.kind === 'images' || file.kind === 'index',
  );
  await forgetLogs(files.filter(({ kind }) => kind === 'images').map(({ path }) => path));
  for (const { path } of files) await rm(path, { force: true });
  for (const name of await names(join(store, 'modules'))) {
    if (MODULE_FOLDER.test(name)) await rmdir(join(store, 'modules', name)).catch(() => undefined);
  }
  // Who keeps objects that were compiled into this store (ccache) shall not hand them out any more.
  if (!options.images) for (const name of ['id', TIMES_FILE]) await rm(join(store, name), { force: true });
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  console.log(`Removed ${plural(files.length, 'file')} (${formatBytes(bytes)}) from ${store}.`);
  if (!options.images) console.log('Programs built into it need a rebuild before they run again.');
}
