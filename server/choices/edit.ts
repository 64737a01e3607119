import { isDeepStrictEqual } from 'node:util';
import { parse, patch } from '@decimalturn/toml-patch';
import * as z from 'zod';

/** Changes of the list `eager` in the text of an `autojit.toml`; comments and layout stay. */

const Choices = z.looseObject({ eager: z.array(z.string()).optional() });
type Choices = z.infer<typeof Choices>;

/** Throws with the place and what is wrong there. */
function read(text: string): Choices {
  const parsed = Choices.safeParse(parse(text));
  if (parsed.success) return parsed.data;
  throw new Error('eager must be a list of patterns in quotes');
}

export function addEager(text: string, pattern: string): string {
  // What the library makes of nothing has no line end.
  if (text.trim() === '') return `${text}eager = [${JSON.stringify(pattern)}]\n`;
  const choices = read(text);
  const eager = choices.eager ?? [];
  return eager.includes(pattern) ? text : patch(text, { ...choices, eager: [...eager, pattern] });
}

export function removeEager(text: string, patterns: readonly string[]): string {
  const choices = read(text);
  const before = choices.eager ?? [];
  const eager = before.filter((one) => !patterns.includes(one));
  if (eager.length === before.length) return text;
  const wanted = { ...choices, eager };
  // Who has a line of its own leaves with it and with the comment on it.
  const lines = text.split('\n').filter((line) => !patterns.some((one) => standsAlone(line, one)));
  const shorter = lines.join('\n');
  return isDeepStrictEqual(parsedOrNothing(shorter), wanted) ? shorter : patch(text, wanted);
}

function parsedOrNothing(text: string): unknown {
  try {
    return { ...read(text) };
  } catch {
    return undefined;
  }
}

function standsAlone(line: string, pattern: string): boolean {
  const [item = ''] = line.trim().split(/\s*(?:,\s*)?(?:#.*)?$/);
  return item === JSON.stringify(pattern) || item === `'${pattern}'`;
}
