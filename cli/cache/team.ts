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
import { ExitCode, Failure } from '../support/failure.js';
import { runFillTool, storesOf, toolchainOf } from './fill-tool.js';

/** A program or library, and what this machine has of it. */
export interface LocalImages {
  file: ProgramFile;
  program: SharedProgram;
  /** The folder of its toolchain's libraries. */
  toolchain: string | undefined;
  /** In the log that runs append to, and, before them, in that of the program's owner, if that is read. */
  entries: LogEntry[];
}

/** `<build>-<key>.log` (docs/formats.md, "Store"). */
const LOG_NAME = /^([0-9a-f]{32})-[0-9a-f]{16}\.log$/;

export async function localImages(file: ProgramFile): Promise<LocalImages> {
  const [store = ''] = await storesOf(file);
  const toolchain = await toolchainOf(store);
  const { code, printed } = await runFillTool({ libraries: toolchain, args: ['--where', file.path], stdout: 'pipe' });
  const [own = '', ...owners] = printed.trimEnd().split('\n');
  const build = LOG_NAME.exec(basename(own))?.[1];
  if (code !== 0 || build === undefined)
    throw new Failure(`There is no place for images of ${file.path}.`, ExitCode.failed);
  const logs = await Promise.all([...owners, own].map((path) => readFile(path).catch(() => Buffer.alloc(0))));
  const entries = logs.flatMap((log) => (buildOfLog(log) === build ? [...entriesIn(log, LOG_HEADER_SIZE)] : []));
  return {
    file,
    program: await sharedProgram(file, build),
    toolchain,
    entries: entries.filter(({ bytes }) => isIntact(bytes)),
  };
}

/** Of shared libraries. One whose images have no place here, as the tool said then, is made by whoever calls it. */
export async function libraryImages(
  libraries: readonly ProgramFile[],
  imagesOf: (file: ProgramFile) => Promise<LocalImages> = localImages,
): Promise<LocalImages[]> {
  const images = libraries.map(async (file) => {
    try {
      return await imagesOf(file);
    } catch (error) {
      if (error instanceof Failure) return undefined;
      throw error;
    }
  });
  return (await Promise.all(images)).filter((one) => one !== undefined);
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
