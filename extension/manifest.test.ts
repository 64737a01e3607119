import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import manifest from '../package.json';
import nls from '../package.nls.json';
import { AGENT_TOOLS, AgentTool } from '../protocol/agent-tools.js';
import { LensKind, StateLenses } from '../protocol/lsp.js';
import { fakeVscode } from './testing/fake-vscode.js';
import { fakeContext, loadExtension } from './testing/load-extension.js';
import { DOCUMENTS } from './window/languages.js';

/** package.json promises what the code does, and the README says what package.json says. */

/** As VS Code shows it in English. */
const { contributes } = JSON.parse(
  JSON.stringify(manifest).replace(/"%([\w.]+)%"/g, (_, key: keyof typeof nls) => JSON.stringify(nls[key])),
) as typeof manifest;

let folder = '';
let extension = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'autojit-extension-'));
  // Without the file that talks to the language server, which therefore can not be started.
  execFileSync(process.execPath, ['scripts/bundle.mjs', '--only', 'extension', '--out', folder]);
  extension = join(folder, 'extension.js');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function activated(overrides?: Record<string, unknown>) {
  const vscode = fakeVscode(overrides);
  const outcome = await loadExtension(extension, vscode)
    .activate(fakeContext(extension))
    .then(
      () => 'active',
      (error: unknown) => String(error),
    );
  return { ...vscode, outcome };
}

const declared = contributes.commands.map(({ command }) => command);
const properties = Object.assign({}, ...contributes.configuration.map((one) => one.properties)) as Record<
  string,
  { items?: { enum: string[] }; default: unknown; description?: string; markdownDescription?: string }
>;

test('each command that is declared is registered, and no other', async () => {
  const { commands, outcome } = await activated();
  expect(outcome).toBe('active');
  expect([...commands.keys()].sort()).toEqual([...declared].sort());
});

test('what goes wrong while the extension starts is shown, and passed on to VS Code', async () => {
  const createTreeView = () => {
    throw new Error('there is no view autojit.programs');
  };
  const { errors, outcome } = await activated({ 'window.createTreeView': createTreeView });
  expect(errors).toEqual(['AutoJIT: there is no view autojit.programs']);
  expect(outcome).toBe('Error: there is no view autojit.programs');
});

test('a language server that cannot be started is told, and the extension stays', async () => {
  const { errors, outcome } = await activated();
  expect(errors).toEqual([expect.stringMatching(/^AutoJIT: The language server could not be started: /)]);
  expect(outcome).toBe('active');
});

test('menus, keys and welcome views name only commands that are declared', () => {
  const { menus, viewsWelcome, walkthroughs } = contributes;
  const inMenus = Object.values(menus).flatMap((entries) =>
    entries.flatMap((entry) => ('command' in entry ? [entry.command] : [])),
  );
  const texts = [
    ...viewsWelcome.map(({ contents }) => contents),
    ...walkthroughs.flatMap(({ steps }) => steps.map(({ description }) => description)),
  ];
  const inTexts = texts.flatMap((text) => [...text.matchAll(/\(command:([\w.]+)\)/g)].map(([, name]) => name ?? ''));
  const ours = [...inMenus, ...inTexts].filter((name) => name.startsWith('autojit.'));
  expect(ours.length).toBeGreaterThan(50);
  expect(ours.filter((name) => !declared.includes(name))).toEqual([]);
});

test('a workspace that is not trusted has no buttons that cannot work there', () => {
  const names = contributes.commands.flatMap((one) =>
    'enablement' in one && one.enablement?.includes('isWorkspaceTrusted') ? one.command : [],
  );
  expect(names).toContain('autojit.runLazily');
  // Without trust there are programs or the state `untrusted` (extension/model/state.ts), and none of the others.
  const others = /autojit\.state == (?!untrusted)/;
  const offered = contributes.viewsWelcome.filter(({ when, contents }) => {
    const commands = [...contents.matchAll(/command:([\w.]+)/g)].map(([, command]) => command ?? '');
    return (
      commands.some((command) => names.includes(command)) && !when.includes('isWorkspaceTrusted') && !others.test(when)
    );
  });
  expect(offered).toEqual([]);
});

test('every context key of a condition is set somewhere, and every state has a welcome view', () => {
  const source = (name: string) => readFileSync(join(import.meta.dirname, name), 'utf8');
  const keys = [...source('model/context-keys.ts').matchAll(/^ {2}'(autojit\.[\w.]+)'/gm)].map(([, key]) => key);
  const states = [...source('model/state.ts').matchAll(/^ {2}\| '(\w+)';?$/gm)].map(([, state]) => state);
  const text = JSON.stringify(contributes);
  const used = [...text.matchAll(/"(?:when|enablement)":"([^"]*)"/g)].flatMap(([, condition = '']) =>
    // Views, kinds of panels and debug types are no keys.
    [
      ...condition
        .replace(/\b(?:view|activeWebviewPanelId|resourceScheme) == [\w.]+/g, '')
        .replace(/=~ \/[^/]*\//g, '')
        .matchAll(/autojit\.[\w.]+/g),
    ].map(([key]) => key),
  );
  expect(used.length).toBeGreaterThan(10);
  expect([...new Set(used)].filter((key) => !keys.includes(key))).toEqual([]);
  const welcomed = contributes.viewsWelcome.flatMap(({ view, when }) =>
    view === 'autojit.programs' ? [...when.matchAll(/autojit\.state == (\w+)/g)].map(([, state]) => state) : [],
  );
  expect([...welcomed].sort()).toEqual(states.filter((state) => state !== 'ready').sort());
});

test('each step of the walkthrough has its page', () => {
  const pages = readdirSync('media/walkthrough');
  for (const { media } of contributes.walkthroughs.flatMap(({ steps }) => steps))
    expect(pages).toContain(media.markdown.replace('media/walkthrough/', ''));
});

test('the step with the breakpoint is done when a program of ours was stopped, not when it was started', async () => {
  class DebugStackFrame {
    constructor(readonly session: { type: string }) {}
  }
  const done: unknown[] = [];
  const stopped: ((item: unknown) => void)[] = [];
  await activated({
    DebugStackFrame,
    'debug.onDidStartDebugSession': (listener: (session: unknown) => void) => listener({ type: 'autojit' }),
    'debug.onDidChangeActiveStackItem': (listener: (item: unknown) => void) => stopped.push(listener),
    'commands.executeCommand': (_name: string, key: unknown) => Promise.resolve(done.push(key)),
  });
  const reached = () => done.includes('autojit.done.breakpoint');
  const stop = (item: unknown) => stopped.forEach((listener) => listener(item));
  stop({ session: { type: 'autojit' } });
  stop(new DebugStackFrame({ type: 'node' }));
  expect(reached()).toBe(false);
  stop(new DebugStackFrame({ type: 'autojit' }));
  expect(reached()).toBe(true);
});

test('where there are lenses, breakpoints can be set and debugging can be started', () => {
  const known = DOCUMENTS.flatMap((one) => ('language' in one ? [one.language] : []));
  // The names that extensions for Fortran give it.
  const all = [...known, 'fortran', 'FortranFreeForm', 'FortranFixedForm'].sort();
  expect(contributes.breakpoints.map(({ language }) => language).sort()).toEqual(all);
  expect([...(contributes.debuggers[0]?.languages ?? [])].sort()).toEqual(all);
  expect(all).toContain('objective-cpp');
  expect(DOCUMENTS.some((one) => 'pattern' in one && one.pattern.includes(',f90,'))).toBe(true);
});

test('it runs where the folder is, over SSH, in WSL or in a container, and what it answers about are files there', () => {
  expect(manifest.extensionKind).toEqual(['workspace']);
  expect(manifest.capabilities.virtualWorkspaces.supported).toBe(false);
  expect(new Set(DOCUMENTS.map(({ scheme }) => scheme))).toEqual(new Set(['file']));
});

test('the README has each setting, and only those', () => {
  const readme = readFileSync('README.md', 'utf8');
  const rows = [...readme.matchAll(/^\| `(autojit\.[\w.]+)` \| (.+) \|$/gm)];
  expect(rows.map(([, name]) => name)).toEqual(Object.keys(properties));
  for (const [name, { description, markdownDescription }] of Object.entries(properties))
    expect(description ?? markdownDescription, name).toMatch(/\.$/);
});

test('each setting that the code reads is declared, and is none inside of another', () => {
  const files = readdirSync('extension', { recursive: true, encoding: 'utf8' });
  const texts = files
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(join('extension', name), 'utf8'));
  const calls = /(?:getConfiguration\('autojit'[^)]*\)|\bconfiguration)\s*\.get(?:<[^(]*>)?\('([\w.]+)'/g;
  const read = texts
    .filter((text) => text.includes("getConfiguration('autojit'"))
    .flatMap((text) => [...text.matchAll(calls)].map(([, key]) => `autojit.${key ?? ''}`));
  expect(read.length).toBeGreaterThan(8);
  expect(read.filter((name) => !(name in properties))).toEqual([]);
  for (const [name, schema] of Object.entries(properties))
    expect(
      Object.keys(schema).filter((key) => key.startsWith('autojit')),
      name,
    ).toEqual([]);
});

test('the lenses that one may choose are those that the server has', () => {
  const { items, default: all } = properties['autojit.codeLens'] ?? expect.fail();
  expect([items?.enum, all]).toEqual([LensKind.options, LensKind.options]);
});

test('agents find the tools of autojit mcp, with the same schemas; what runs something needs trust', () => {
  const tools = AgentTool.options.map((name) => {
    const { $schema, ...inputSchema } = z.toJSONSchema(AGENT_TOOLS[name].input, { io: 'input' });
    expect($schema).toBeDefined();
    return { name: `autojit_${name}`, modelDescription: AGENT_TOOLS[name].description, inputSchema };
  });
  expect(contributes.languageModelTools).toMatchObject(tools);
  expect(contributes.languageModelTools).toHaveLength(tools.length);
  const trusting = contributes.languageModelTools.filter(
    (tool) => 'when' in tool && tool.when === 'isWorkspaceTrusted',
  );
  expect(trusting.map(({ name }) => name)).toEqual(['autojit_test_coverage', 'autojit_run', 'autojit_reload']);
});

test('state lenses are sparse, and what would stand in the place of others is off', () => {
  const value = (name: string) => properties[`autojit.${name}`];
  expect(value('stateLenses')).toMatchObject({ enum: StateLenses.options, default: 'changed' });
  expect([value('ranMarks')?.default, value('callHierarchy')?.default]).toEqual([false, false]);
});
