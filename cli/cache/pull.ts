import { formatBytes, plural } from '../../protocol/text.js';
import { isBetter, isDraft, type LogEntry } from '../../server/remote/entries.js';
import type { Notes } from '../../server/remote/notes.js';
import { pull, type IsHere, type PulledEntry } from '../../server/remote/pull.js';
import type { TeamCache } from '../../server/remote/team-cache.js';
import { ExitCode, Failure } from '../support/failure.js';
import { openProgramFile } from '../support/open-program.js';
import { runFillTool } from './fill-tool.js';
import { missText } from './team-text.js';
import { localImages, openTeamCache, requireSettings, type LocalImages } from './team.js';

const LONGEST_MS = 60_000;

/** `autojit cache pull`: takes what the team has of programs, so that they start without making it. */
export async function pullCache(programs: readonly string[]): Promise<void> {
  const settings = await requireSettings();
  const { cache, notes } = await openTeamCache(settings, AbortSignal.timeout(LONGEST_MS));
  try {
    for (const named of programs) {
      const file = await openProgramFile(named, ExitCode.failed);
      const { kept, refused } = await pullImages(cache, notes, await localImages(file), file.path);
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

/** What of it went into the program's image log. */
export async function pullImages(
  cache: TeamCache,
  notes: Notes,
  { program, libraries, entries }: LocalImages,
  path: string,
): Promise<Pulled> {
  const news = await pull(cache, program, isHere(entries));
  const pulled = news.length === 0 ? { kept: 0, refused: 0 } : await keep(news, libraries, path);
  // What failed is asked for again next time.
  if (cache.problem === undefined)
    await notes.noteAsked(
      program,
      news.filter(({ earlier }) => !earlier),
    );
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

async function keep(news: readonly PulledEntry[], libraries: string | undefined, path: string): Promise<Pulled> {
  const input = Buffer.concat(news.map(({ bytes }) => bytes));
  const earlier = news.some((entry) => entry.earlier) ? ['--earlier'] : [];
  const args = ['--entries', ...earlier, path];
  const { code, printed } = await runFillTool({ libraries, args, input, stdout: 'pipe' });
  const [, kept, refused] = /^(\d+) kept, \d+ there before, (\d+) refused$/m.exec(printed) ?? [];
  if (code !== 0 || kept === undefined)
    throw new Failure(`What the team has of ${path} cannot be kept.`, ExitCode.failed);
  return { kept: Number(kept), refused: Number(refused) };
}
