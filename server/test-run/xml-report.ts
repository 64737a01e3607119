import type { TestEnd, TestMessage } from '../../protocol/tests.js';
import type { MakeReader, Reader, Reported } from './report.js';
import { type Element, parseXml, within } from './xml.js';

/** Catch2 (2 and 3) and doctest write the same kind of XML, with an element `TestCase` for each test. Told as soon as that is closed. */
export const readXml: MakeReader = (tell) => new XmlReader(tell);

class XmlReader implements Reader {
  /** From `<TestCase` on, while it is not closed. */
  private pending: string[] | undefined;

  constructor(private readonly tell: (reported: Reported) => void) {}

  line(text: string): void {
    const begins = /^\s*<TestCase[ >]/.test(text);
    if (begins && !/\/>\s*$/.test(text)) {
      this.pending = [];
      const name = parseXml(text)[0]?.attributes['name'];
      if (name !== undefined) this.tell({ kind: 'started', name });
    }
    if (this.pending) {
      this.pending.push(text);
      if (/^\s*<\/TestCase>/.test(text)) this.finish(this.pending);
    } else if (!/^\s*<[/?!]?\w/.test(text) && text !== '') this.tell({ kind: 'output', text: `${text}\n` });
  }

  /** What a test that ended the program had said so far, which may be nothing. */
  end(): void {
    const [element] = parseXml((this.pending ?? []).join('\n'));
    if (element && messagesIn(element).length > 0) this.finish(this.pending ?? []);
  }

  private finish(lines: readonly string[]): void {
    this.pending = undefined;
    const [element] = parseXml(lines.join('\n'));
    const name = element?.attributes['name'];
    if (!element || name === undefined) return;
    const messages = messagesIn(element);
    for (const { name: kind, text } of within(element))
      if ((kind === 'StdOut' || kind === 'StdErr') && text.trim() !== '') this.tell({ kind: 'output', name, text });
    const texts = messages.map((one) => `${one.file ?? ''}:${String(one.line ?? '')}: ${one.text}\n`);
    if (texts.length > 0) this.tell({ kind: 'output', name, text: texts.join('') });
    this.tell({ kind: 'ended', name, ...resultOf(element, messages), messages });
  }
}

function resultOf(element: Element, messages: readonly TestMessage[]): { end: TestEnd; ms?: number } {
  const result = element.children.find(({ name }) => /^OverallResult/.test(name))?.attributes ?? {};
  const seconds = result['durationInSeconds'] ?? result['duration'];
  const success = result['success'] ?? result['test_case_success'];
  const skipped = Number(result['skips'] ?? 0) > 0 && messages.length === 0;
  const end = skipped ? 'skipped' : (success ?? String(messages.length === 0)) === 'true' ? 'passed' : 'failed';
  return { end, ...(seconds !== undefined && { ms: Number(seconds) * 1000 }) };
}

/** Catch2: `Failure`, `Exception`, `FatalErrorCondition`; doctest: `Exception`, `Message`; both: `Expression`. */
function messagesIn(element: Element): TestMessage[] {
  const messages: TestMessage[] = [];
  for (const { one, sections } of withSections(element, [])) {
    const said = textOf(one);
    if (said === undefined) continue;
    const text = [...sections, said].join('\n');
    const { filename: file, line } = { ...element.attributes, ...one.attributes };
    messages.push({ text, ...(file !== undefined && { file }), ...(Number(line) > 0 && { line: Number(line) }) });
  }
  return messages;
}

/** All below an element, each with the names of the sections (subcases) that it stands in. */
function* withSections(one: Element, sections: readonly string[]): Iterable<{ one: Element; sections: string[] }> {
  yield { one, sections: [...sections] };
  const inner = /^(?:Section|SubCase)$/.test(one.name) ? [...sections, one.attributes['name']?.trim() ?? ''] : sections;
  for (const child of one.children) yield* withSections(child, inner);
}

function textOf({ name, attributes, children, text }: Element): string | undefined {
  const part = (which: string): string => children.find((child) => child.name === which)?.text.trim() ?? '';
  switch (name) {
    case 'Expression': {
      if (attributes['success'] !== 'false') return undefined;
      // What was thrown in it is an element of its own.
      if (children.some((child) => /^(?:Exception|FatalErrorCondition)$/.test(child.name))) return undefined;
      const [original, expanded] = [part('Original'), part('Expanded')];
      const what = `${attributes['type'] ?? 'CHECK'}(${original})`;
      return expanded === '' || expanded === original ? what : `${what}\n${expanded}`;
    }
    case 'Failure':
    case 'Exception':
      return text.trim() === '' ? name : text.trim();
    case 'FatalErrorCondition':
      return text.trim();
    case 'Message':
      return /ERROR|FATAL/.test(attributes['type'] ?? '') ? part('Text') : undefined;
    default:
      return undefined;
  }
}
