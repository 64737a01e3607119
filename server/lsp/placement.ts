/**
 * Where a definition stands in the text that is open now. Manifests have the line of the last build; lines that were
 * typed above since then must not push a lens onto the wrong function.
 */

const NEAR = 200;

/** 0-based line: the one of the build if the name is still there, else the nearest that has it, else the build's. */
export function currentLine(lines: readonly string[], builtLine: number, name: string): number {
  const expected = builtLine - 1;
  const last = Math.max(0, lines.length - 1);
  for (let distance = 0; distance <= NEAR; distance += 1) {
    for (const line of distance === 0 ? [expected] : [expected + distance, expected - distance]) {
      const text = lines[line];
      if (text !== undefined && hasWord(text, name) && (distance === 0 || looksLikeDefinition(text))) return line;
    }
  }
  return Math.min(expected, last);
}

/** A call or a prototype ends its statement on its line; a definition does not. */
function looksLikeDefinition(text: string): boolean {
  return text.includes('(') && !/^\s/.test(text) && !/;\s*(\/[/*].*)?$/.test(text);
}

/** Without a pattern: a file of thousands of functions would make one for each. */
function hasWord(text: string, word: string): boolean {
  if (word === '') return false;
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    if (!isPartOfWord(text[at - 1]) && !isPartOfWord(text[at + word.length])) return true;
  }
  return false;
}

function isPartOfWord(char: string | undefined): boolean {
  return char !== undefined && /[\w$]/.test(char);
}

/** The identifier at a 0-based column. */
export function wordAt(text: string, column: number): string | undefined {
  for (const match of text.matchAll(/[A-Za-z_$~][\w$]*/g)) {
    if (column >= match.index && column <= match.index + match[0].length) return match[0];
  }
  return undefined;
}
