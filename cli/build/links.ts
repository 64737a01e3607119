import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { LinkLogLine } from '../../protocol/link-log.js';
import { plural } from '../../protocol/text.js';
import { isProbeFile, isProbeFolder } from './probes.js';

/** More names than this say nothing. */
const MOST_NAMES = 3;
/** Cargo's own, at the end of what it links; people know the program without it. */
const CARGO_HASH = /-[0-9a-f]{16}$/;

/** Asks the linkers of a build what became of each link. */
export class Links {
  private constructor(private readonly folder: string) {}

  static async listen(): Promise<Links> {
    return new Links(await mkdtemp(join(tmpdir(), 'autojit-links-')));
  }

  get environment(): NodeJS.ProcessEnv {
    return { AUTOJIT_LINK_LOG: join(this.folder, 'log') };
  }

  /** What there is to say about it, if anything; to be called once, at the end. */
  async end(): Promise<string[]> {
    const text = await readFile(join(this.folder, 'log'), 'utf8').catch(() => '');
    await rm(this.folder, { recursive: true, force: true });
    return describeLinks(text);
  }
}

export function describeLinks(log: string): string[] {
  const skipped = log
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => LinkLogLine.parse(JSON.parse(line)))
    .filter((line) => 'skipped' in line && !isProbe(line.output))
    .map(({ output }) => basename(output).replace(CARGO_HASH, ''));
  if (skipped.length === 0) return [];
  const more = skipped.length - MOST_NAMES;
  const names = skipped.slice(0, MOST_NAMES).join(', ') + (more > 0 ? ` and ${String(more)} more` : '');
  return [`${plural(skipped.length, 'link')} skipped, since only bodies changed: ${names}`];
}

function isProbe(output: string): boolean {
  return isProbeFile(basename(output)) || dirname(output).split('/').some(isProbeFolder);
}
