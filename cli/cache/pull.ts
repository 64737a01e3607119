import { formatBytes, plural } from '../../protocol/text.js';
import { pull } from '../../server/remote/pull.js';
import type { LogEntry } from '../../server/remote/entries.js';
import type { Notes } from '../../server/remote/notes.js';
import { MISSES, type Counts, type Miss, type TeamCache } from '../../server/remote/team-cache.js';
import { ExitCode, Failure } from '../support/failure.js';
import { openProgramFile } from '../support/open-program.js';
import { runFillTool } from './fill-tool.js';
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
  const here = new Set(entries.map(({ module, slot }) => `${module} ${String(slot)}`));
  const news = await pull(cache, program, (module, slot) => here.has(`${module} ${String(slot)}`));
  const pulled = news.length === 0 ? { kept: 0, refused: 0 } : await keep(news, libraries, path);
  // What failed is asked for again next time.
  if (cache.problem === undefined) await notes.noteAsked(program, news);
  await notes.add(cache.counts, cache.away, pulled);
  return pulled;
}

async function keep(news: readonly LogEntry[], libraries: string | undefined, path: string): Promise<Pulled> {
  const input = Buffer.concat(news.map(({ bytes }) => bytes));
  const { code, printed } = await runFillTool({ libraries, args: ['--entries', path], input, stdout: 'pipe' });
  const [, kept, refused] = /^(\d+) kept, \d+ there before, (\d+) refused$/m.exec(printed) ?? [];
  if (code !== 0 || kept === undefined)
    throw new Failure(`What the team has of ${path} cannot be kept.`, ExitCode.failed);
  return { kept: Number(kept), refused: Number(refused) };
}

const WORDS: Record<Miss, string> = {
  absent: 'nobody pushed',
  gone: 'not there any more',
  unsigned: 'not signed',
  untrusted: 'signed by nobody you trust',
  forged: 'with a wrong signature',
  damaged: 'damaged',
  refused: 'refused by the server',
  failed: 'failed',
  away: 'not asked for, as the server is away',
};

/** `, misses: 2 not signed`: nothing is missed in silence. */
export function missText({ misses }: Pick<Counts, 'misses'>, except?: Miss): string {
  const texts = MISSES.flatMap((miss) => {
    const count = misses[miss];
    return count === undefined || miss === except ? [] : [`${String(count)} ${WORDS[miss]}`];
  });
  return texts.length === 0 ? '' : `; misses: ${texts.join(', ')}`;
}
