import { dirname } from 'node:path';
import { type AST, parseTOML } from 'toml-eslint-parser';
import { choicesOf } from './files.js';

/** A folder of other people's code, by its path from the file that names it. */
export interface ThirdParty {
  base: string;
  pattern: string;
}

/**
 * What `[picture] third-party` of the files `autojit.toml` names that these sources heed, the nearest first. A file with a
 * mistake names nothing: the compiler says what is wrong with it, in one line with the place.
 */
export async function thirdPartyOf(sources: Iterable<string>): Promise<ThirdParty[]> {
  const texts = new Map<string, string>();
  for (const source of sources) for (const { path, text } of await choicesOf(source)) texts.set(path, text);
  return [...texts].flatMap(([path, text]) => patternsIn(text).map((pattern) => ({ base: dirname(path), pattern })));
}

export function patternsIn(text: string): string[] {
  try {
    const [{ body }] = parseTOML(text).body;
    return body.flatMap((node) => {
      if (node.type === 'TOMLTable') return pathOf(node.key) === 'picture' ? node.body.flatMap(listIn) : [];
      return pathOf(node.key) === 'picture.third-party' ? stringsOf(node.value) : [];
    });
  } catch {
    return [];
  }
}

function listIn({ key, value }: AST.TOMLKeyValue): string[] {
  return pathOf(key) === 'third-party' ? stringsOf(value) : [];
}

function stringsOf(value: AST.TOMLContentNode): string[] {
  const list = value.type === 'TOMLArray' ? value.elements : [value];
  return list.flatMap((one) => (one.type === 'TOMLValue' && one.kind === 'string' ? [one.value] : []));
}

function pathOf({ keys }: AST.TOMLKey): string {
  return keys.map((key) => (key.type === 'TOMLBare' ? key.name : key.value)).join('.');
}
