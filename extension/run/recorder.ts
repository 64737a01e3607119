import { readdir, readFile } from 'node:fs/promises';

/**
 * The process that records a run, of this window or another: what it was told stays in its environment. Undefined where there is none, or another
 * user's.
 */
export async function recorderOf(run: string): Promise<number | undefined> {
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const environment = await readFile(`/proc/${name}/environ`, 'utf8').catch(() => '');
    const kept = environment.split('\0').find((one) => one.startsWith('AUTOJIT_RECORD='));
    // The program has no such variable.
    if (kept?.endsWith(`/${run}`)) return Number(name);
  }
  return undefined;
}
