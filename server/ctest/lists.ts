import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { promisify } from 'node:util';
import { CTestInfo } from '../../protocol/ctest.js';
import { describeSystemError } from '../support/problem.js';
import { entriesOf, type Entry } from './listing.js';

/** What CMake writes for CTest into each build folder. */
export const TEST_FILE = 'CTestTestfile.cmake';

/** All programs of a folder are asked for in one burst, after a build or when a window opens. */
const KEPT_MS = 2000;
/** Its lists are scripts of CMake, which may do anything. */
const LIMIT_MS = 30_000;
const MAX_BYTES = 256 * 1024 * 1024;

/** What CTest knows in one build folder. */
export interface CTestList {
  /** The command, and how it is told which configuration is meant. */
  ctest: string;
  folder: string;
  config?: string;
  entries: readonly Entry[];
}

/** Asks CTest itself: nobody else can read its lists, which are a language. That runs code, so the workspace is trusted. */
export class CTestLists {
  private readonly asked = new Map<string, { at: number; list: Promise<CTestList | undefined> }>();

  constructor(
    private readonly roots: readonly string[],
    private readonly log: (message: string) => void,
  ) {}

  /** The list that tests of this program are in; undefined where CMake has made none. */
  async of(program: string): Promise<CTestList | undefined> {
    const folder = this.folderOf(program);
    if (folder === undefined) return undefined;
    const cache = await readFile(join(folder, 'CMakeCache.txt'), 'utf8').catch(() => '');
    const config = configOf(cache, program.slice(folder.length).split(sep));
    const key = `${folder}\n${config ?? ''}`;
    const known = this.asked.get(key);
    if (known && Date.now() - known.at < KEPT_MS) return known.list;
    const list = this.ask({
      ctest: valueOf(cache, 'CMAKE_CTEST_COMMAND') ?? 'ctest',
      folder,
      ...(config && { config }),
    });
    this.asked.set(key, { at: Date.now(), list });
    return list;
  }

  /** Lists changed: what was heard of them counts no more. */
  forget(): void {
    this.asked.clear();
  }

  /** The outermost: it has those below it. */
  private folderOf(program: string): string | undefined {
    let found: string | undefined;
    const root = this.roots.find((one) => program.startsWith(one + sep));
    if (root === undefined) return undefined;
    for (let folder = dirname(program); folder.length >= root.length; folder = dirname(folder))
      if (existsSync(join(folder, TEST_FILE))) found = folder;
    return found;
  }

  private async ask(where: Omit<CTestList, 'entries'>): Promise<CTestList | undefined> {
    const { ctest, folder, config } = where;
    const args = ['--show-only=json-v1', ...(config === undefined ? [] : ['-C', config])];
    try {
      const { stdout } = await promisify(execFile)(ctest, args, {
        ...{ cwd: folder, timeout: LIMIT_MS, maxBuffer: MAX_BYTES },
      });
      const info = CTestInfo.parse(JSON.parse(stdout));
      return { ...where, entries: entriesOf(info, folder, process.env) };
    } catch (error) {
      const why =
        error instanceof SyntaxError ? `its answer is no JSON (${error.message})` : describeSystemError(error);
      this.log(`Cannot list CTest's tests of ${folder} with "${ctest}": ${why}. They are not shown.`);
      return undefined;
    }
  }
}

/** Of a build folder with several configurations: the one whose folder the program is in. */
function configOf(cache: string, folders: readonly string[]): string | undefined {
  const all = valueOf(cache, 'CMAKE_CONFIGURATION_TYPES')?.split(';') ?? [];
  return all.find((one) => folders.includes(one));
}

const valueOf = (cache: string, name: string): string | undefined =>
  new RegExp(`^${name}:\\w+=(.+)$`, 'm').exec(cache)?.[1];
