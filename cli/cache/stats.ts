import { basename } from 'node:path';
import { formatBytes, plural } from '../../protocol/text.js';
import { readImageLog } from './image-log.js';
import { openTransport } from '../../server/remote/open.js';
import { Notes, readRuns, type ServerNote } from '../../server/remote/notes.js';
import { readSettings } from '../../server/remote/settings.js';
import { chooseStore, storeFiles, type StoreFile } from './store.js';
import { runsLines, serverLines } from './team-text.js';

export async function showCache(options: { store?: string; json?: boolean }): Promise<void> {
  const store = await chooseStore(options.store);
  const files = await storeFiles(store);
  const of = (kind: StoreFile['kind']): StoreFile[] => files.filter((file) => file.kind === kind);
  const bytes = (some: readonly StoreFile[]): number => some.reduce((sum, file) => sum + file.bytes, 0);
  const logs = of('images');
  // Their outputs' other names take no room of their own.
  const links = of('link').filter(({ path }) => !basename(path).includes('.'));
  let images = 0;
  for (const { path } of logs) images += (await readImageLog(path)).images;
  const team = await readTeam();
  const result = {
    path: store,
    bytes: bytes(files),
    modules: of('body').length,
    manifests: of('manifest').length,
    images,
    imageLogs: logs.length,
    imageBytes: bytes(logs) + bytes(of('index')),
    // A trace may have the program's output and its end beside it.
    traces: of('trace').filter(({ path }) => path.endsWith('.jsonl')).length,
    links: links.length,
    runs: await readRuns(),
    ...(team && { team: team.server }),
  };
  if (options.json) {
    console.log(JSON.stringify(result, null, 2));
    return;
  }
  console.log(store);
  console.log(`${formatBytes(result.bytes)} in all:`);
  console.log(
    `${plural(result.modules, 'module')}: ${formatBytes(bytes([...of('body'), ...of('manifest'), ...of('facts')]))}`,
  );
  console.log(
    `${plural(images, 'image')} of functions of ${plural(logs.length, 'program or library', 'programs and libraries')}: ${formatBytes(result.imageBytes)}`,
  );
  console.log(`${plural(result.traces, 'trace')}: ${formatBytes(bytes(of('trace')))}`);
  console.log(`${plural(result.links, 'link')} that an edit of bodies can skip: ${formatBytes(bytes(links))}`);
  for (const line of runsLines(result.runs)) console.log(line);
  for (const line of team ? serverLines(team.server) : []) console.log(line);
  if (team?.away !== undefined) console.log(`The team cache is not asked now: ${team.away}`);
}

/** What came of the team cache that is set up, since it is. */
async function readTeam(): Promise<{ server: ServerNote; away: string | undefined } | undefined> {
  const settings = await readSettings();
  if (!settings) return undefined;
  const transport = await openTransport(settings);
  const notes = new Notes(transport.shown);
  await transport.close();
  return { server: await notes.server(), away: await notes.whyAway() };
}
