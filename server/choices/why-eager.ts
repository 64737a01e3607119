import { markdownCode, markdownText } from '../../protocol/markdown.js';
import type { LinkedFunction } from '../call-graph/model.js';
import { choicesOf } from './files.js';
import { reasonOf } from './reasons.js';

/** The whole answer as Markdown: what it is, why that cannot be cut, what to do. */
export async function whyEager(fn: LinkedFunction): Promise<string> {
  const head = [`# ${heading(fn)}`, '', `${markdownCode(fn.signature)} · ${markdownText(fn.source)}`, ''];
  if (!fn.reason) {
    const how = 'It is lazy: its body is in the store, and a stub stands in the program until it is first called.';
    return [...head, how, '', 'Pin it eager to have the compiler leave it in the program.', ''].join('\n');
  }
  const { code, text } = fn.reason;
  const reason = reasonOf(code);
  return [
    ...head,
    `The compiler plugin left it in the program as it was (\`${code}\`): ${text}.`,
    '',
    ...(reason
      ? [`**What.** ${reason.which}`, '', `**Why.** ${reason.why}`, '', `**What to do.** ${reason.wayOut}`, '']
      : []),
    ...(code.startsWith('excluded-') ? await files(fn.source) : []),
    'A function that is always inlined passes its reason on to the functions that call it: its body is part of theirs.',
    '',
  ].join('\n');
}

function heading(fn: LinkedFunction): string {
  const label = markdownText(fn.label);
  return fn.reason ? `Why is ${label} eager?` : `${label} is lazy`;
}

async function files(source: string): Promise<string[]> {
  const found = await choicesOf(source);
  if (found.length === 0) return ['No `autojit.toml` is above its source now: build again.', ''];
  return [
    'The files that its source heeds:',
    '',
    ...found.flatMap(({ path, text }) => [markdownCode(path), '', '```toml', text.trimEnd(), '```', '']),
  ];
}
