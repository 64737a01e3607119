const LITERAL = /"(?:\\.|[^"\\\n])*"/;

/** One or more string literals of C++, for a pattern. */
export const LITERALS = String.raw`(?:${LITERAL.source}\s*)+`;

/** What adjacent string literals of C++ say together. */
export function valueOf(literals: string): string {
  return [...literals.matchAll(new RegExp(LITERAL, 'g'))]
    .map(([literal]) => literal.slice(1, -1).replace(/\\(.)/g, '$1'))
    .join('');
}
