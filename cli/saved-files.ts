import { createHash } from 'node:crypto';
import { readFile, stat, utimes } from 'node:fs/promises';
import { mapBatched } from '../server/support/batched.js';

/** A file that changes while so many builds in a row run is one that they may write. */
const BUILDS_IN_A_ROW = 4;
/** Clocks of file systems are that coarse. */
const COARSE_MS = 20;

export interface BuildTime {
  startedAt: number;
  /** Undefined: it still runs. */
  endedAt: number | undefined;
}

/** Which files a person has saved: what was written with the bytes that it had is no save, or a build that writes a source would never end. */
export class SavedFiles {
  private readonly digests = new Map<string, string>();
  private readonly inARow = new Map<string, number>();
  /** Saved while a build ran, which may have read them before: when that was, and the time that they have until the next one is done. */
  private readonly overtaken = new Map<string, { saved: number; renewed?: number }>();

  constructor(private readonly tell: (line: string) => void) {}

  /** Those of the files that have another content than when they were looked at last, or were never looked at. `build`: the last one. */
  async saved(files: Iterable<string>, build: BuildTime | undefined): Promise<string[]> {
    const looked = await mapBatched([...files], async (file) => ({ file, ...(await look(file)) }), 16);
    const changed = looked.filter(({ file, digest }) => this.digests.get(file) !== digest);
    for (const { file, digest, time } of changed) {
      this.digests.set(file, digest);
      if (build && time !== undefined && isDuring(time, build)) this.overtaken.set(file, { saved: time });
    }
    this.countBuilds(changed.map(({ file }) => file));
    return changed.map(({ file }) => file);
  }

  /**
   * Build tools compare times: what a build made of a file that was saved after it had read it is newer than the file, and make and Ninja do not
   * make it again. So such files are new while they are built.
   */
  async renew(): Promise<void> {
    for (const [file, times] of this.overtaken) {
      const now = Date.now();
      if (await setTime(file, times.saved, now)) times.renewed = now;
    }
  }

  /** They get their times back, or editors would say that somebody else has written them. `isMade`: all was built. */
  async giveBack(isMade: boolean): Promise<void> {
    for (const [file, { saved, renewed }] of this.overtaken) {
      if (renewed !== undefined) await setTime(file, renewed, saved);
      if (isMade) this.overtaken.delete(file);
    }
  }

  /** Whether a build writes a source that is never the same, or a person saves it again and again, nobody can know; so it is said, and no more. */
  private countBuilds(changed: readonly string[]): void {
    if (changed.length === 0) return;
    if (!changed.every((file) => this.overtaken.has(file))) {
      this.inARow.clear();
      return;
    }
    for (const file of changed) {
      const builds = (this.inARow.get(file) ?? 0) + 1;
      this.inARow.set(file, builds);
      if (builds === BUILDS_IN_A_ROW)
        this.tell(`${file} has changed while each of the last ${String(builds)} builds ran: does the build write it?`);
    }
  }
}

function isDuring(time: number, { startedAt, endedAt = Infinity }: BuildTime): boolean {
  return time > startedAt - COARSE_MS && time < endedAt + COARSE_MS;
}

/** A file that is not there has another content than any. */
async function look(file: string): Promise<{ digest: string; time: number | undefined }> {
  try {
    const { mtimeMs } = await stat(file);
    return {
      digest: createHash('sha256')
        .update(await readFile(file))
        .digest('base64'),
      time: mtimeMs,
    };
  } catch {
    return { digest: '', time: undefined };
  }
}

/** Of a file that has the time `from`: one that was saved once more is left alone, and one that is not ours to change is built as it is. */
async function setTime(file: string, from: number, to: number): Promise<boolean> {
  try {
    const { atimeMs, mtimeMs } = await stat(file);
    if (Math.abs(mtimeMs - from) > 1) return false;
    await utimes(file, atimeMs / 1000, to / 1000);
    return true;
  } catch {
    return false;
  }
}
