/** As much of XML as test frameworks write: elements, attributes, text. */
export interface Element {
  name: string;
  attributes: Readonly<Record<string, string>>;
  children: Element[];
  text: string;
}

const TAG = /<(\/?)([\w:.-]+)((?:\s+[\w:.-]+="[^"]*")*)\s*(\/?)>|<!--[\s\S]*?-->|<\?[\s\S]*?\?>/g;
const ATTRIBUTE = /([\w:.-]+)="([^"]*)"/g;

/** The outermost elements of a text; what is not closed is closed at its end. */
export function parseXml(text: string): Element[] {
  const root: Element = { name: '', attributes: {}, children: [], text: '' };
  const open = [root];
  let at = 0;
  for (const match of text.matchAll(TAG)) {
    const [whole, closing, name, attributes = '', empty] = match;
    const inside = open.at(-1) ?? root;
    inside.text += unescape(text.slice(at, match.index));
    at = match.index + whole.length;
    if (name === undefined) continue;
    if (closing === '/') {
      if (open.length > 1) open.pop();
      continue;
    }
    const element: Element = { name, attributes: attributesOf(attributes), children: [], text: '' };
    inside.children.push(element);
    if (empty !== '/') open.push(element);
  }
  return root.children;
}

/** It and all below it, in the order of the text. */
export function* within(element: Element): Iterable<Element> {
  yield element;
  for (const child of element.children) yield* within(child);
}

function attributesOf(text: string): Record<string, string> {
  return Object.fromEntries([...text.matchAll(ATTRIBUTE)].map(([, name = '', value = '']) => [name, unescape(value)]));
}

const ENTITIES: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function unescape(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex?: string, number?: string, name = '') => {
    if (hex !== undefined) return String.fromCodePoint(parseInt(hex, 16));
    return number === undefined ? (ENTITIES[name as string] ?? whole) : String.fromCodePoint(Number(number));
  });
}
