import { type AST, parseTOML } from 'toml-eslint-parser';

/** Changes of the list `eager` in the text of an `autojit.toml`: everything else in it stays as it is. */

interface Pattern {
  text: string;
  /** Where it starts and ends, with its quotes. */
  start: number;
  end: number;
}

interface EagerList {
  patterns: readonly Pattern[];
  /** Behind its opening bracket. */
  start: number;
}

interface Choices {
  eager: EagerList | undefined;
  /** Where the first table starts: what stands behind it belongs to that. */
  topEnd: number;
}

export function addEager(text: string, pattern: string): string {
  const { eager, topEnd } = read(text);
  const added = JSON.stringify(pattern);
  if (!eager) {
    const before = text.slice(0, topEnd);
    return `${before}${before === '' || before.endsWith('\n') ? '' : '\n'}eager = [${added}]\n${text.slice(topEnd)}`;
  }
  if (eager.patterns.some((one) => one.text === pattern)) return text;
  const last = eager.patterns.at(-1);
  if (!last) return insert(text, eager.start, added);
  const line = lineOf(text, last);
  if (!standsAlone(line, last)) return insert(text, last.end, `, ${added}`);
  const indent = /^\s*/.exec(line.text)?.[0] ?? '';
  const comma = text.slice(last.end).trimStart().startsWith(',') ? ',' : '';
  const below = insert(text, line.end, `\n${indent}${added}${comma}`);
  return comma ? below : insert(below, last.end, ',');
}

export function removeEager(text: string, patterns: readonly string[]): string {
  const all = read(text).eager?.patterns ?? [];
  const at = all.findIndex((one) => patterns.includes(one.text));
  const found = all[at];
  if (!found) return text;
  return removeEager(without(text, found, all[at - 1], all[at + 1]), patterns);
}

/** Who has a line of its own leaves with it and with the comment on it. */
function without(text: string, pattern: Pattern, before: Pattern | undefined, after: Pattern | undefined): string {
  const line = lineOf(text, pattern);
  if (standsAlone(line, pattern)) return cut(text, line.start, line.end + 1);
  if (after) return cut(text, pattern.start, after.start);
  if (before) return cut(text, before.end, pattern.end);
  return cut(text, pattern.start, pattern.end + (/^\s*,/.exec(text.slice(pattern.end))?.[0].length ?? 0));
}

/** Throws with the place and what is wrong there. */
function read(text: string): Choices {
  const [{ body }] = parseTOML(text).body;
  const table = body.find((node) => node.type === 'TOMLTable');
  const entry = body.find((node) => node.type === 'TOMLKeyValue' && isEager(node.key));
  return {
    topEnd: table?.range[0] ?? text.length,
    eager: entry?.type === 'TOMLKeyValue' ? listOf(entry.value) : undefined,
  };
}

function isEager({ keys }: AST.TOMLKey): boolean {
  const [key] = keys;
  return keys.length === 1 && (key?.type === 'TOMLBare' ? key.name : key?.value) === 'eager';
}

function listOf(value: AST.TOMLContentNode): EagerList {
  const patterns = (value.type === 'TOMLArray' ? value.elements : [value]).map((element) => {
    if (value.type === 'TOMLArray' && element.type === 'TOMLValue' && element.kind === 'string')
      return { text: element.value, start: element.range[0], end: element.range[1] };
    throw new Error('eager must be a list of patterns in quotes');
  });
  return { patterns, start: value.range[0] + 1 };
}

interface Line {
  start: number;
  /** Before its line end. */
  end: number;
  text: string;
}

function lineOf(text: string, { start, end }: Pattern): Line {
  const first = text.lastIndexOf('\n', start - 1) + 1;
  const next = text.indexOf('\n', end);
  const last = next < 0 ? text.length : next;
  return { start: first, end: last, text: text.slice(first, last) };
}

/** With nothing but its comma and a comment. */
function standsAlone(line: Line, { start, end }: Pattern): boolean {
  const before = line.text.slice(0, start - line.start);
  const after = line.text.slice(end - line.start);
  return before.trim() === '' && /^\s*,?\s*(#.*)?$/.test(after);
}

function insert(text: string, at: number, added: string): string {
  return text.slice(0, at) + added + text.slice(at);
}

function cut(text: string, from: number, to: number): string {
  return text.slice(0, from) + text.slice(to);
}
