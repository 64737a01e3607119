import { dirname, resolve } from 'node:path';
import { formatBytes, plural } from '../../protocol/text.js';
import { usedLibraries } from '../../server/program/shared-libraries.js';
import { isBetter, isDraft, type LogEntry } from '../../server/remote/entries.js';
import type { Notes } from '../../server/remote/notes.js';
import { findList, pull, type IsHere, type PulledEntry } from '../../server/remote/pull.js';
import type { TeamCache } from '../../server/remote/team-cache.js';
import { grouped } from '../../server/support/grouped.js';
import { ExitCode, Failure } from '../support/failure.js';
import { openProgramFile } from '../support/open-program.js';
import { runFillTool } from './fill-tool.js';
import { missText } from './team-text.js';
import { imagesOfEach, localImages, openTeamCache, requireSettings, type LocalImages } from './team.js';

const LONGEST_MS = 60_000;

/** `autojit cache pull`: takes what the team has of programs, so that they start without making it. */
export async function pullCache(programs: readonly string[]): Promise<void> {
  const settings = await requireSettings();
  const { cache, notes } = await openTeamCache(settings, AbortSignal.timeout(LONGEST_MS));
  try {
    for (const named of programs) {
      const file = await openProgramFile(named, ExitCode.failed);
      const { kept, refused } = await pullImages(cache, notes, await localImages(file));
      const parts = [
        `${plural(kept, 'function')} from the team`,
        ...(refused > 0 ? [`${String(refused)} refused`] : []),
      ];
      console.log(
        `${named}: ${parts.join(', ')} (${formatBytes(cache.counts.received)} received${missText(cache.counts)})`,
      );
    }
    if (cache.problem !== undefined)
      throw new Failure(`The team cache could not be read: ${cache.problem}.`, ExitCode.failed);
  } finally {
    await cache.close();
  }
}

export interface Pulled {
  kept: number;
  refused: number;
}

/** What of a program and its shared libraries went into their image logs. */
export async function pullImages(cache: TeamCache, notes: Notes, images: LocalImages): Promise<Pulled> {
  const found = await findList(cache, images.program);
  // As far as they are here: those that the program's file needs, and those that it was run with elsewhere.
  const folder = dirname(images.file.path);
  const listed = (found?.list.libraries ?? []).map(({ path }) => resolve(folder, path));
  const libraries = await imagesOfEach(await usedLibraries(images.file, listed));
  const news = await Promise.all(
    [images, ...libraries.filter((one) => one !== undefined)].map(async (of) => ({
      of,
      entries: await pull(cache, of.program, isHere(of.entries), of === images ? (found ?? null) : found),
    })),
  );
  const pulled = await keep(news.filter(({ entries }) => entries.length > 0));
  // What failed is asked for again next time.
  const [own, ...others] = news.map(({ of, entries }) => ({
    path: of.file.path,
    log: of.log,
    before: of.entries,
    entries,
  }));
  if (cache.problem === undefined && own) await notes.noteAsked(images.program, own, others);
  await notes.add(cache.counts, cache.away, pulled);
  return pulled;
}

function isHere(entries: readonly LogEntry[]): IsHere {
  const here = new Map<string, LogEntry>();
  for (const entry of entries) {
    const name = `${entry.module} ${String(entry.slot)}`;
    if (isBetter(entry, here.get(name))) here.set(name, entry);
  }
  return (module, slot, draft) => {
    const there = here.get(`${module} ${String(slot)}`);
    return there !== undefined && (draft || !isDraft(there));
  };
}

interface News {
  of: LocalImages;
  entries: readonly PulledEntry[];
}

/** Before the entries of the next file. */
const EMPTY_ENTRY = Buffer.alloc(64);

/** Puts them into the logs, by one process for each toolchain. */
async function keep(news: readonly News[]): Promise<Pulled> {
  const groups = [...grouped(news, ({ of }) => of.toolchain)];
  const counts = await Promise.all(
    groups.map(async ([libraries, group]) => {
      const input = Buffer.concat(
        group.flatMap(({ entries }, at) => [...(at > 0 ? [EMPTY_ENTRY] : []), ...entries.map(({ bytes }) => bytes)]),
      );
      const earlier = group.some(({ entries }) => entries.some((entry) => entry.earlier)) ? ['--earlier'] : [];
      const paths = group.map(({ of }) => of.file.path);
      const args = ['--entries', ...earlier, ...paths];
      const { code, printed } = await runFillTool({ libraries, args, input, stdout: 'pipe' });
      if (code !== 0) throw new Failure(`What the team has of ${paths.join(', ')} cannot be kept.`, ExitCode.failed);
      return [...printed.matchAll(/^(\d+) kept, \d+ there before, (\d+) refused$/gm)];
    }),
  );
  const sum = (index: 1 | 2): number => counts.flat().reduce((total, match) => total + Number(match[index]), 0);
  return { kept: sum(1), refused: sum(2) };
}
