import { isDeepStrictEqual } from 'node:util';
import { parse } from 'smol-toml';
import * as z from 'zod';

/**
 * Changes of the list `eager` in the text of an `autojit.toml`. The text is edited in place, so that comments and layout stay; what
 * comes out is parsed again, and only taken if it says exactly what was meant.
 */

const Choices = z.looseObject({ eager: z.array(z.string()).optional() });

/** Throws with the place and what is wrong there. */
function read(text: string): z.infer<typeof Choices> {
  const parsed = Choices.safeParse(parse(text));
  if (parsed.success) return parsed.data;
  throw new Error('eager must be a list of patterns in quotes');
}

export function addEager(text: string, pattern: string): string {
  const choices = read(text);
  const { eager } = choices;
  if (eager?.includes(pattern)) return text;
  const wanted = { ...choices, eager: [...(eager ?? []), pattern] };
  const item = JSON.stringify(pattern);
  // A key behind a table's head would be the table's.
  if (!eager) return checked(`eager = [${item}]\n${text === '' ? '' : '\n'}${text}`, wanted);
  const list = listIn(text);
  const last = list.items.at(-1);
  if (!last) return checked(`${text.slice(0, list.end)}${item}${text.slice(list.end)}`, wanted);
  const indent = /\n([ \t]*)$/.exec(text.slice(0, last.start))?.[1];
  // One below the other, or on one line; behind a last comma that is there, and behind the comment on the last one.
  const comma = /^\s*,/.exec(text.slice(last.end));
  const behind = text.slice(last.end + (comma?.[0].length ?? 0));
  const before = `${text.slice(0, last.end)},`;
  if (indent === undefined) return checked(`${before} ${item}${behind}`, wanted);
  const rest = /^[^\n]*/.exec(behind)?.[0] ?? '';
  return checked(`${before}${rest}\n${indent}${item}${comma ? ',' : ''}${behind.slice(rest.length)}`, wanted);
}

export function removeEager(text: string, patterns: readonly string[]): string {
  const before = read(text).eager ?? [];
  const name = before.find((one) => patterns.includes(one));
  if (name === undefined) return text;
  const at = before.indexOf(name);
  const { items } = listIn(text);
  const [item, next, previous] = [items[at], items[at + 1], items[at - 1]];
  if (!item) throw handWork();
  const wanted = { ...read(text), eager: before.filter((_, index) => index !== at) };
  return removeEager(checked(without(text, item, previous, next), wanted), patterns);
}

interface Range {
  start: number;
  end: number;
}

function without(text: string, item: Range, previous: Range | undefined, next: Range | undefined): string {
  const lineStart = text.lastIndexOf('\n', item.start - 1) + 1;
  const rest = /^[ \t]*,?[ \t]*(#[^\n]*)?\n/.exec(text.slice(item.end));
  // Who has a line of its own leaves with it and with the comment on it.
  if (rest && text.slice(lineStart, item.start).trim() === '') {
    return text.slice(0, lineStart) + text.slice(item.end + rest[0].length);
  }
  if (next) return text.slice(0, item.start) + text.slice(next.start);
  return text.slice(0, previous?.end ?? item.start) + text.slice(item.end);
}

/** Where the list ends (at its bracket), and its items with their quotes. */
function listIn(text: string): { items: Range[]; end: number } {
  const head = /^[ \t]*(?:eager|"eager"|'eager')[ \t]*=[ \t]*\[/m.exec(text);
  if (!head) throw handWork();
  const token = /"(?:\\.|[^"\\\n])*"|'[^'\n]*'|#[^\n]*|[[\]]/g;
  token.lastIndex = head.index + head[0].length;
  const items: Range[] = [];
  for (let match = token.exec(text); match; match = token.exec(text)) {
    const [found] = match;
    if (found === ']') return { items, end: match.index };
    if (found.startsWith('"') || found.startsWith("'")) items.push({ start: match.index, end: token.lastIndex });
  }
  throw handWork();
}

function checked(text: string, wanted: object): string {
  let now: unknown;
  try {
    now = { ...read(text) };
  } catch {
    throw handWork();
  }
  if (!isDeepStrictEqual(normal(now), normal(wanted))) throw handWork();
  return text;
}

/** Tables of the parser have no prototype; their content is what counts. */
const normal = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

const handWork = (): Error => new Error('its list eager is written in a way that only a person can change');
