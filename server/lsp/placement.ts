/**
 * Where a definition stands in the text that is open now. Manifests have the line of the last build; lines that were
 * typed above since then must not push a lens onto the wrong function.
 */

const NEAR = 200;

/** 0-based line: the one of the build if the name is still there, else the nearest that has it, else the build's. */
export function currentLine(lines: readonly string[], builtLine: number, name: string): number {
  const expected = builtLine - 1;
  const last = Math.max(0, lines.length - 1);
  const word = wordPattern(name);
  for (let distance = 0; distance <= NEAR; distance += 1) {
    for (const line of distance === 0 ? [expected] : [expected + distance, expected - distance]) {
      const text = lines[line];
      if (text !== undefined && word.test(text) && (distance === 0 || looksLikeDefinition(text))) return line;
    }
  }
  return Math.min(expected, last);
}

/** A call or a prototype ends its statement on its line; a definition does not. */
function looksLikeDefinition(text: string): boolean {
  return text.includes('(') && !/^\s/.test(text) && !/;\s*(\/[/*].*)?$/.test(text);
}

function wordPattern(name: string): RegExp {
  const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`(^|[^\\w$])${escaped}($|[^\\w$])`);
}

/** The identifier at a 0-based column. */
export function wordAt(text: string, column: number): string | undefined {
  for (const match of text.matchAll(/[A-Za-z_$~][\w$]*/g)) {
    if (column >= match.index && column <= match.index + match[0].length) return match[0];
  }
  return undefined;
}
