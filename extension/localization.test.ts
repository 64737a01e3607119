import { readdirSync, readFileSync } from 'node:fs';
import ts from 'typescript';
import { expect, test } from 'vitest';
import manifest from '../package.json';
import english from '../package.nls.json';

/** Everything that a person reads has a key, and every language has all keys. */

const read = (file: string) => JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
const languages = readdirSync('.').flatMap((name) => /^package\.nls\.(.+)\.json$/.exec(name)?.[1] ?? []);

/** Fields that VS Code shows. */
const SHOWN = [
  ...['title', 'shortTitle', 'category', 'label', 'displayName', 'contextualTitle', 'contents'],
  ...['description', 'markdownDescription', 'deprecationMessage', 'markdownDeprecationMessage'],
  ...['enumDescriptions', 'markdownEnumDescriptions', 'enumItemLabels'],
];

interface Text {
  where: string;
  value: string;
}

/** Every string of the manifest that is shown. `name` is shown by views and configurations, and is an identifier elsewhere. */
function shown(value: unknown, where: string[] = []): Text[] {
  if (typeof value === 'string') {
    const field = where.findLast((part) => !/^\d+$/.test(part)) ?? '';
    const isName = field === 'name' && ['views', 'initialConfigurations', 'body'].some((part) => where.includes(part));
    return SHOWN.includes(field) || isName ? [{ where: where.join('.'), value }] : [];
  }
  // What models read, in the one language that tools describe themselves in.
  if (typeof value !== 'object' || value === null || where.at(-1) === 'inputSchema') return [];
  return Object.entries(value).flatMap(([key, inner]) => shown(inner, [...where, key]));
}

const { displayName, description, capabilities, contributes } = manifest;
const texts = shown({ displayName, description, capabilities, contributes });
const keys = texts.flatMap(({ value }) => /^%(.+)%$/.exec(value)?.[1] ?? []);

test('no string of package.json that is shown stays in one language', () => {
  expect(texts.length).toBeGreaterThan(100);
  expect(texts.filter(({ value }) => !/^%[\w.]+%$/.test(value))).toEqual([]);
});

test('the keys of package.json are those of package.nls.json, and none is left over', () => {
  expect([...new Set(keys)].sort()).toEqual(
    Object.keys(english)
      .filter((key) => key !== 'default')
      .sort(),
  );
});

test.each(languages)('%s has every key, with the same commands and placeholders', (language) => {
  const translated = read(`package.nls.${language}.json`);
  const original = read('package.nls.json');
  expect(Object.keys(translated)).toEqual(Object.keys(original));
  const parts = (text = '') =>
    [...text.matchAll(/\(command:[\w.]+\)|\$\{[^}]+\}|`[^`]+`/g)].map(([part]) => part).sort();
  for (const [key, text] of Object.entries(original)) expect(parts(translated[key]), key).toEqual(parts(text));
});

test('German is complete, which proves that a language can be', () => {
  expect(languages).toContain('de');
  const german = read('package.nls.de.json');
  const same = Object.entries(read('package.nls.json')).filter(([key, text]) => german[key] === text);
  // Names, and words that are the same in both.
  expect(same.map(([, text]) => text).filter((text) => !/^(AutoJIT|Toolchain|Doctor)$/.test(text))).toEqual([]);
});

/** The messages that the code has: the first argument of each call of `t`, which has to be a plain string for that. */
function messages(): string[] {
  const files = readdirSync('extension', { recursive: true, encoding: 'utf8' });
  return files
    .filter((name) => name.endsWith('.ts') && !/\.test\.ts$|^testing\//.test(name))
    .flatMap((name) => {
      const file = ts.createSourceFile(name, readFileSync(`extension/${name}`, 'utf8'), ts.ScriptTarget.Latest);
      const found: string[] = [];
      const visit = (node: ts.Node): void => {
        if (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === 't') {
          const [message] = node.arguments;
          if (message && ts.isStringLiteral(message)) found.push(message.text);
          else throw new Error(`${name}: t(…) takes a message that can be looked up.`);
        }
        ts.forEachChild(node, visit);
      };
      visit(file);
      return found;
    });
}

test('the messages of the code are those of the German bundle, with the same placeholders', () => {
  const bundle = read('l10n/bundle.l10n.de.json');
  const used = [...new Set(messages())];
  expect(used.length).toBeGreaterThan(100);
  expect(used.sort()).toEqual(Object.keys(bundle).sort());
  const places = (text: string) => [...text.matchAll(/\{\d\}/g)].map(([place]) => place).sort();
  for (const [message, translated] of Object.entries(bundle))
    expect([...new Set(places(translated))], message).toEqual([...new Set(places(message))]);
});

test('messages with buttons, titles of pickers and errors with a next step are made by `t`', () => {
  const files = readdirSync('extension', { recursive: true, encoding: 'utf8' });
  const plain = files
    .filter((name) => name.endsWith('.ts') && !/\.test\.ts$|^testing\//.test(name))
    .flatMap((name) => {
      const text = readFileSync(`extension/${name}`, 'utf8');
      const calls =
        /(?:new UserError\(|show(?:Error|Warning|Information)Message\(|(?:title|label|placeHolder|prompt): )\s*['"`](?!AutoJIT['"`]|Graphviz|JSON|Mermaid|\$\{)[A-Z]|\b(?:ask|end)\(\s*['"`]/g;
      return [...text.matchAll(calls)].map(([found]) => `${name}: ${found}`);
    });
  expect(plain).toEqual([]);
});
