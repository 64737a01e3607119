import { dirname, relative } from 'node:path';
import { formatBytes, plural } from '../../protocol/text.js';
import type { ProgramFile } from '../../server/program/program-file.js';
import { isBetter, isDraft, type LogEntry } from '../../server/remote/entries.js';
import { push } from '../../server/remote/push.js';
import { ExitCode, Failure } from '../support/failure.js';
import { openProgramFile } from '../support/open-program.js';
import { fill } from './fill.js';
import { storesOf } from './fill-tool.js';
import { makingTimes } from './making-times.js';
import { imagesOfEach, openTeamCache, requireSettings, type LocalImages } from './team.js';
import { librariesOfRuns } from './used-libraries.js';

/** Long: nobody waits for it but the job that does it. */
const LONGEST_MS = 600_000;

/** `autojit cache push`: gives the team what this machine has of programs. */
export async function pushCache(programs: readonly string[]): Promise<void> {
  const settings = await requireSettings();
  if (!settings.signing) {
    throw new Failure(
      'This machine only reads: it has no key to sign with. Make one with "autojit cache key new", and name it as AUTOJIT_REMOTE_KEY or as sign in config.toml.',
      ExitCode.failed,
    );
  }
  const { cache, notes } = await openTeamCache(settings, AbortSignal.timeout(LONGEST_MS));
  try {
    for (const named of programs) {
      const file = await openProgramFile(named, ExitCode.failed);
      const stores = await storesOf(file);
      const [own, ...others] = await imagesForOthers([file, ...(await librariesOfRuns(file, stores))]);
      if (!own) throw new Failure(`There is no place for images of ${file.path}.`, ExitCode.failed);
      const { program, entries } = own;
      const libraries = others.filter((one) => one !== undefined);
      if (entries.length === 0) {
        throw new Failure(
          `Nothing was made of ${named} here. Run it, or "autojit cache fill ${named}", before.`,
          ExitCode.failed,
        );
      }
      const before = cache.counts.sent;
      const { functions, added, complete } = await push(
        cache,
        program,
        entries,
        await makingTimes(stores),
        libraries.map((one) => ({
          path: relative(dirname(file.path), one.file.path),
          library: one.program,
          log: one.entries,
        })),
      );
      if (!complete) {
        throw new Failure(
          `The team cache did not take all of ${named}: ${cache.problem ?? 'no reason was given'}.`,
          ExitCode.failed,
        );
      }
      console.log(
        `${program.name}: the team has ${plural(functions, 'function')}, ${String(added)} of them new (${formatBytes(cache.counts.sent - before)} sent)`,
      );
    }
  } finally {
    await notes.add(cache.counts, cache.away);
    await cache.close();
  }
}

/** A final of what is larger takes long, so it is made once, before others get the draft, and not by each of them. */
const LARGEST_DRAFT = 24 << 10;

async function imagesForOthers(files: readonly ProgramFile[]): Promise<(LocalImages | undefined)[]> {
  const before = await imagesOfEach(files);
  let isMore = false;
  for (const images of before) {
    const only = images ? outgrownDrafts(images) : [];
    if (!images || only.length === 0) continue;
    isMore = true;
    await fill(images.file.path, { libraries: images.toolchain, only, jobs: undefined, env: process.env });
  }
  return isMore ? imagesOfEach(files) : before;
}

function outgrownDrafts({ program, entries }: LocalImages): LogEntry[] {
  const best = new Map<string, LogEntry>();
  for (const entry of entries) {
    const name = `${entry.module} ${String(entry.slot)}`;
    if (isBetter(entry, best.get(name))) best.set(name, entry);
  }
  const own = new Set(program.modules.map(({ id }) => id));
  return [...best.values()].filter(
    (entry) => isDraft(entry) && entry.bytes.length > LARGEST_DRAFT && own.has(entry.module),
  );
}
