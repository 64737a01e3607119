import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { ProgramFile } from '../../server/program/program-file.js';
import { buildOfLog, entriesIn, isIntact, LOG_HEADER_SIZE, type LogEntry } from '../../server/remote/entries.js';
import type { SharedProgram } from '../../server/remote/names.js';
import { Notes } from '../../server/remote/notes.js';
import { openTransport } from '../../server/remote/open.js';
import { sharedProgram } from '../../server/remote/program.js';
import { readSettings, type RemoteSettings } from '../../server/remote/settings.js';
import { TeamCache } from '../../server/remote/team-cache.js';
import { grouped } from '../../server/support/grouped.js';
import { ExitCode, Failure } from '../support/failure.js';
import { runFillTool, storeOf, toolchainOf } from './fill-tool.js';

/** A program or library, and what this machine has of it. */
export interface LocalImages {
  file: ProgramFile;
  program: SharedProgram;
  /** The folder of its toolchain's libraries. */
  toolchain: string | undefined;
  /** The log that runs append to. */
  log: string;
  /** In that log and, before them, in that of the program's owner, if that is read. */
  entries: LogEntry[];
}

/** `<build>-<key>.log` (docs/formats.md, "Store"). */
const LOG_NAME = /^([0-9a-f]{32})-[0-9a-f]{16}\.log$/;

export async function localImages(file: ProgramFile): Promise<LocalImages> {
  const [images] = await imagesOfEach([file]);
  if (!images) throw new Failure(`There is no place for images of ${file.path}.`, ExitCode.failed);
  return images;
}

/** Of each file, in their order, by one process for each toolchain; undefined where its images have no place here: the tool says why. */
export async function imagesOfEach(files: readonly ProgramFile[]): Promise<(LocalImages | undefined)[]> {
  const used = await Promise.all(
    files.map(async (file) => ({ file, toolchain: await toolchainOf(await storeOf(file)) })),
  );
  const images = new Map<ProgramFile, LocalImages | undefined>();
  await Promise.all(
    [...grouped(used, ({ toolchain }) => toolchain)].map(async ([toolchain, group]) => {
      const args = ['--where', ...group.map(({ file }) => file.path)];
      const lines = (await runFillTool({ libraries: toolchain, args, stdout: 'pipe' })).printed.split('\n');
      const found = group.map(({ file }, at) => imagesAt(file, toolchain, lines.slice(2 * at, 2 * at + 2)));
      (await Promise.all(found)).forEach((one, at) => {
        const file = group[at]?.file;
        if (file) images.set(file, one);
      });
    }),
  );
  return files.map((file) => images.get(file));
}

/** `logs`: its own, and that of the program's owner; empty where there is none. */
async function imagesAt(
  file: ProgramFile,
  toolchain: string | undefined,
  [own = '', owners = '']: readonly string[],
): Promise<LocalImages | undefined> {
  const build = LOG_NAME.exec(basename(own))?.[1];
  if (build === undefined) return undefined;
  const paths = [owners, own].filter((path) => path !== '');
  const logs = await Promise.all(paths.map((path) => readFile(path).catch(() => Buffer.alloc(0))));
  const entries = logs.flatMap((log) => (buildOfLog(log) === build ? [...entriesIn(log, LOG_HEADER_SIZE)] : []));
  return {
    file,
    program: await sharedProgram(file, build),
    toolchain,
    log: own,
    entries: entries.filter(({ bytes }) => isIntact(bytes)),
  };
}

export async function requireSettings(): Promise<RemoteSettings> {
  const settings = await readSettings();
  if (settings) return settings;
  throw new Failure(
    'No team cache is set up. Name one in AUTOJIT_REMOTE or in config.toml (docs/team-cache.md).',
    ExitCode.failed,
  );
}

export async function openTeamCache(
  settings: RemoteSettings,
  signal: AbortSignal,
  patience?: number,
): Promise<{ cache: TeamCache; notes: Notes }> {
  const transport = await openTransport(settings, patience);
  return {
    cache: new TeamCache(transport, settings.trust, settings.signing, signal),
    notes: new Notes(transport.shown),
  };
}
