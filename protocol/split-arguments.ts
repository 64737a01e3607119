/** Splits a line into arguments as a shell would for plain words, quotes and backslashes. Nothing is expanded. */
export function splitArguments(line: string): string[] {
  const result: string[] = [];
  let word: string | undefined;
  for (const [part] of line.matchAll(PART)) {
    if (part === '"' || part === "'") throw new Error(`The quote ${part} is not closed.`);
    if (/^\s/.test(part)) {
      if (word !== undefined) result.push(word);
      word = undefined;
    } else word = (word ?? '') + unquoted(part);
  }
  if (word !== undefined) result.push(word);
  return result;
}

/** White space, a quoted part, an escaped character, plain characters; a quote alone is one that is never closed. */
const PART = /\s+|"(?:\\.|[^"\\])*"|'[^']*'|\\.|[^\s"'\\]+|["'\\]/gs;

function unquoted(part: string): string {
  if (part.startsWith("'")) return part.slice(1, -1);
  const inner = part.startsWith('"') ? part.slice(1, -1) : part;
  return inner === '\\' ? inner : inner.replace(/\\(.)/gs, '$1');
}

/** The inverse: a line that splits into exactly these arguments. */
export function joinArguments(args: readonly string[]): string {
  return args.map((arg) => (/^[\w@%+=:,./-]+$/.test(arg) ? arg : `"${arg.replace(/[\\"]/g, '\\$&')}"`)).join(' ');
}
