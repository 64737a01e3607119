import { formatBytes, plural } from '../../protocol/text.js';
import { push } from '../../server/remote/push.js';
import { ExitCode, Failure } from '../support/failure.js';
import { openProgramFile } from '../support/open-program.js';
import { localImages, openTeamCache, requireSettings } from './team.js';

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
      const { program, entries } = await localImages(await openProgramFile(named, ExitCode.failed));
      if (entries.length === 0) {
        throw new Failure(
          `Nothing was made of ${named} here. Run it, or "autojit cache fill ${named}", before.`,
          ExitCode.failed,
        );
      }
      const before = cache.counts.sent;
      const { functions, added, complete } = await push(cache, program, entries);
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
