/** How numbers and times read to people: the same words in the tree, the graph, lenses, hovers and the command line. */

export function formatMs(ms: number): string {
  if (ms === 0) return '0 ms';
  if (ms < 0.1) return `${Math.max(1, Math.round(ms * 1000))} µs`;
  if (ms < 10) return `${ms.toFixed(1)} ms`;
  if (ms < 1000) return `${Math.round(ms)} ms`;
  return `${(ms / 1000).toFixed(1)} s`;
}

export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${(bytes / 1000).toFixed(1)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** `just now`, `2 min ago`, `3 h ago`, `5 days ago`. */
export function formatAgo(then: number, now: number): string {
  const minutes = Math.floor((now - then) / 60_000);
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${minutes} min ago`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours} h ago`;
  const days = Math.floor(hours / 24);
  return days === 1 ? '1 day ago' : `${days} days ago`;
}

/** `20,000` */
export function formatCount(count: number): string {
  return COUNT.format(count);
}

const COUNT = new Intl.NumberFormat('en');

/** Of a label in a picture. */
export const MOST_LETTERS = 40;

/** A name of at most so many letters, cut in its middle: names differ at both ends. */
export function shortened(name: string, letters = MOST_LETTERS): string {
  if (name.length <= letters) return name;
  const front = Math.ceil((letters - 1) * 0.6);
  return `${name.slice(0, front)}…${name.slice(name.length - (letters - 1 - front))}`;
}

/** `1 indirect site`, `7 indirect sites`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/** `1.25` for what is a quarter more than before; empty without both. */
export function formatRatio(now: number | null | undefined, before: number | null | undefined): string {
  return now === null || now === undefined || !before ? '' : (now / before).toFixed(2);
}

/** A value that may not be known. */
export function orDash<T>(value: T | null | undefined, format: (value: T) => string): string {
  return value === null || value === undefined ? '–' : format(value);
}
