import { dirname, resolve } from 'node:path';
import { formatBytes, plural } from '../../protocol/text.js';
import { usedLibraries } from '../../server/program/shared-libraries.js';
import { isBetter, isDraft, type LogEntry } from '../../server/remote/entries.js';
import type { Notes } from '../../server/remote/notes.js';
import { findList, pull, type IsHere, type PulledEntry } from '../../server/remote/pull.js';
import type { TeamCache } from '../../server/remote/team-cache.js';
import { ExitCode, Failure } from '../support/failure.js';
import { openProgramFile } from '../support/open-program.js';
import { runFillTool } from './fill-tool.js';
import { missText } from './team-text.js';
import { libraryImages, localImages, openTeamCache, requireSettings, type LocalImages } from './team.js';

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
  const libraries = await usedLibraries(images.file, listed);
  const [own, ...others] = await Promise.all(
    [images, ...(await libraryImages(libraries))].map(async (one) => {
      const news = await pull(cache, one.program, isHere(one.entries), one === images ? (found ?? null) : found);
      const counts = news.length === 0 ? { kept: 0, refused: 0 } : await keep(news, one);
      return { path: one.file.path, of: one.program, functions: news.filter(({ earlier }) => !earlier), ...counts };
    }),
  );
  const sum = (count: (one: Pulled) => number): number =>
    [own, ...others].reduce((total, one) => total + (one ? count(one) : 0), 0);
  const pulled = { kept: sum(({ kept }) => kept), refused: sum(({ refused }) => refused) };
  // What failed is asked for again next time.
  if (cache.problem === undefined && own) await notes.noteAsked(own, others);
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

async function keep(news: readonly PulledEntry[], { file: { path }, toolchain }: LocalImages): Promise<Pulled> {
  const input = Buffer.concat(news.map(({ bytes }) => bytes));
  const earlier = news.some((entry) => entry.earlier) ? ['--earlier'] : [];
  const args = ['--entries', ...earlier, path];
  const { code, printed } = await runFillTool({ libraries: toolchain, args, input, stdout: 'pipe' });
  const [, kept, refused] = /^(\d+) kept, \d+ there before, (\d+) refused$/m.exec(printed) ?? [];
  if (code !== 0 || kept === undefined)
    throw new Failure(`What the team has of ${path} cannot be kept.`, ExitCode.failed);
  return { kept: Number(kept), refused: Number(refused) };
}
