/**
 * Where a definition stands in the text that is open now. Manifests have the line of the last build; lines that were
 * typed above since then must not push a lens onto the wrong function.
 */

const NEAR = 200;

/** 0-based line: the expected one (1-based) if the name is still there, else the nearest that defines it; undefined where there is none. `isFree`:
 * whether the line can be it. */
export function currentLine(
  lines: readonly string[],
  expectedLine: number,
  name: string,
  isFree: (line: number) => boolean = () => true,
): number | undefined {
  const expected = expectedLine - 1;
  for (let distance = 0; distance <= NEAR; distance += 1) {
    for (const line of distance === 0 ? [expected] : [expected + distance, expected - distance]) {
      const text = lines[line];
      if (text !== undefined && isFree(line) && hasWord(text, name) && (distance === 0 || looksLikeDefinition(text)))
        return line;
    }
  }
  return undefined;
}

/** A call or a prototype ends its statement on its line; a definition does not. In a class it is indented, and so is much that calls. */
function looksLikeDefinition(text: string): boolean {
  if (!text.includes('(') || /;\s*(\/[/*].*)?$/.test(text)) return false;
  return (
    !/^\s/.test(text) ||
    (/[{}]\s*(\/[/*].*)?$/.test(text) && !STATEMENT.test(text) && !/^[^(]*=(?!=)[^(]*\(/.test(text))
  );
}

const STATEMENT = /^\s*(\}\s*)?(if|else|while|for|do|switch|case|return|catch|match|let|loop)\b/;

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
