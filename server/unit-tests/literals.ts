const LITERAL = /(?:u8)?(?:R"\w*\([^]*?\)\w*"|"(?:\\.|[^"\\\n])*")/;
const RAW = /R"\w*\(([^]*?)\)\w*"$/;
const ESCAPES: Record<string, string> = { n: '\n', t: '\t' };

/** One or more string literals of C++, for a pattern. */
export const LITERALS = String.raw`(?:${LITERAL.source}\s*)+`;

/** What adjacent string literals of C++ say together. */
export function valueOf(literals: string): string {
  return [...literals.matchAll(new RegExp(LITERAL, 'g'))]
    .map(([literal]) => RAW.exec(literal)?.[1] ?? plainValue(literal))
    .join('');
}

/** With what escapes stand for: characters by their numbers, and those that a literal cannot hold. */
function plainValue(literal: string): string {
  const text = literal.slice(literal.indexOf('"') + 1, -1);
  return text.replace(
    /\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))/g,
    (_, short?: string, long?: string, one = '') => {
      const code = short ?? long;
      if (code !== undefined) return String.fromCodePoint(parseInt(code, 16));
      return ESCAPES[one as string] ?? (one as string);
    },
  );
}
