const LONGEST = 60;

/** A name of anything as that of a file or a tab: letters of all languages stay, what means something in a path does not. */
export function fileNameOf(name: string): string {
  return [...name.replace(/[^\p{L}\p{M}\p{N}_.$-]+/gu, '_')].slice(0, LONGEST).join('');
}
