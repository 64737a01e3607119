import { readFile } from 'node:fs/promises';
import type { Workspace } from '../workspace/workspace.js';
import { type LineMap, lineMap } from './line-map.js';

/** Where lines of a build are in the text that is open now, or on the disk. For one answer: texts change. */
export class LinesNow {
  private readonly maps = new Map<string, Promise<LineMap | undefined>>();

  constructor(
    private readonly workspace: Workspace,
    private readonly openLines: (file: string) => readonly string[] | undefined,
  ) {}

  /** 1-based; undefined where the line was changed since the build, or nobody knows. */
  async of(file: string, line: number): Promise<number | undefined> {
    let map = this.maps.get(file);
    if (!map) this.maps.set(file, (map = this.mapOf(file)));
    const now = (await map)?.[line - 1];
    return now === undefined ? undefined : now + 1;
  }

  private async mapOf(file: string): Promise<LineMap | undefined> {
    await this.workspace.takeBuiltText(file);
    const { builtTexts } = this.workspace;
    const built = builtTexts.linesOf(file);
    if (!built) return undefined;
    const open = this.openLines(file);
    if (!open && (await builtTexts.isUntouched(file))) return [...built.keys()];
    const now = open ?? (await onDisk(file));
    return now && lineMap(built, now);
  }
}

async function onDisk(file: string): Promise<string[] | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  return text?.split(/\r?\n/);
}
