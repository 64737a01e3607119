import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { extension, internals, lensesOf, model, replacing, source, until, workspace } from './support.js';
import { addProgram } from './second-program.js';

const TEXT = `#include <cstdio>

struct Shape {
  virtual int area() { return 0; }
  virtual ~Shape() = default;
};

struct Square : Shape {
  int area() override { return 4; }
};

int twice(int n) {
  return 2 * n;
}

int never(int n) {
  return twice(n) + 1;
}

int measure(Shape &shape) {
  return shape.area();
}

int main() {
  Square square;
  std::printf("%d\\n", twice(measure(square)));
}
`;

/** One more program, which runs once: what the editor shows of that. */
describe('what ran, in the editor', function () {
  this.timeout(300_000);
  let program: Awaited<ReturnType<typeof addProgram>>;
  const settings = () => vscode.workspace.getConfiguration('autojit');
  const set = (name: string, value: unknown) => settings().update(name, value, vscode.ConfigurationTarget.Workspace);
  const idOf = async (name: string) => {
    const modules = await (await model()).modulesOf(program.program);
    const found = modules.flatMap(({ functions }) => functions).find(({ id }) => id.includes(name));
    assert.ok(found, name);
    return found.id;
  };
  const open = async (name: string) => {
    const document = await vscode.workspace.openTextDocument(source(name));
    return vscode.window.showTextDocument(document);
  };

  before(async () => {
    program = await addProgram('shapes', TEXT);
    await vscode.commands.executeCommand('autojit.runLazily', program.program, { args: [] });
    const all = await model();
    await until('it ran', () => all.runs.some((run) => run.program === program.program && run.status === 'exited'));
  });
  after(async () => {
    for (const name of ['ranMarks', 'stateLenses', 'callHierarchy']) await set(name, undefined);
    await program.remove();
  });
  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('lenses of states are sparse: the setting says all, changed or off', async () => {
    const lines = async () => {
      const lenses = await lensesOf(program.source);
      return lenses.filter(({ title }) => /^[○●◍■✗]/u.test(title)).map(({ line }) => line);
    };
    const [never, twice] = [program.lineOf('int never'), program.lineOf('int twice')];
    await until('what ran has one', async () => (await lines()).includes(twice));
    assert.ok(!(await lines()).includes(never), 'a stub has none');
    await set('stateLenses', 'all');
    await until('all have one', async () => (await lines()).includes(never));
    await set('stateLenses', 'off');
    await until('none has one', async () => (await lines()).length === 0);
    await set('stateLenses', undefined);
  });

  it('marks in the gutter come with the setting and leave with it', async () => {
    const { marks } = await internals();
    const { document } = await open(program.source);
    const shown = () => marks.shown.get(document.uri.toString());
    assert.equal(shown(), undefined, 'off at first');
    await set('ranMarks', true);
    const states = await until('they are there', shown);
    const at = (what: string) => states.find(({ line }) => line === program.lineOf(what))?.state;
    assert.deepEqual([at('int twice'), at('int never')], ['materialized', 'stub']);
    await set('ranMarks', undefined);
    await until('they are gone', () => shown() === undefined);
  });

  it('callers are peeked at with their certainty, and lead to the calls', async () => {
    await open(program.source);
    const peeked: unknown[][] = [];
    const { executeCommand } = vscode.commands;
    const noted = (name: string, ...args: unknown[]) => {
      if (name !== 'editor.action.peekLocations') return executeCommand(name, ...args);
      peeked.push(args);
      return Promise.resolve();
    };
    await replacing(vscode.commands, { executeCommand: noted }, async () => {
      await executeCommand('autojit.peekCallers', program.program, await idOf('twice'));
    });
    const [, , locations] = peeked[0] as [vscode.Uri, vscode.Position, vscode.Location[]];
    assert.equal(locations.length, 2);
    const [first] = locations;
    assert.ok(first);
    const document = await vscode.workspace.openTextDocument(first.uri);
    const heads = locations.map(({ range }) => document.lineAt(range.start.line).text);
    const callIn = (what: string) => `shapes.cpp:${program.lineOf(what)}`;
    assert.deepEqual(heads, [
      `// direct, observed: main — ${callIn('std::printf')}`,
      `// direct: never — ${callIn('return twice')}`,
    ]);
    assert.match(document.getText(), /twice\(measure\(square\)\)/);
    assert.match(document.getText(), /There may be others: objects built without AutoJIT may call it\./);
    const links = await executeCommand<vscode.DocumentLink[]>('vscode.executeLinkProvider', first.uri);
    assert.deepEqual(
      links.map(({ target }) => target?.fragment),
      ['std::printf', 'return twice'].map((what) => `L${program.lineOf(what)}`),
    );
    const [definition] = await executeCommand<vscode.Location[]>(
      'vscode.executeDefinitionProvider',
      first.uri,
      new vscode.Position(first.range.start.line + 1, 0),
    );
    assert.equal(definition?.range.start.line, program.lineOf('std::printf') - 1);
  });

  it('a call hierarchy is there only where the setting asks for it', async () => {
    const { document } = await open(program.source);
    const position = new vscode.Position(program.lineOf('virtual int area') - 1, 14);
    const prepare = () =>
      vscode.commands.executeCommand<vscode.CallHierarchyItem[]>('vscode.prepareCallHierarchy', document.uri, position);
    assert.deepEqual((await prepare()) ?? [], []);
    await set('callHierarchy', true);
    const [item] = await until('it is there', async () => {
      const items = await prepare();
      return items.length > 0 && items;
    });
    assert.ok(item);
    const incoming = await vscode.commands.executeCommand<vscode.CallHierarchyIncomingCall[]>(
      'vscode.provideIncomingCalls',
      item,
    );
    assert.deepEqual(
      incoming.map(({ from }) => [from.name, from.detail]),
      [['measure', 'virtual · shapes.cpp']],
    );
    await set('callHierarchy', undefined);
    await until('it is gone', async () => ((await prepare()) ?? []).length === 0);
  });

  it('functions in stack traces lead to their sources', async () => {
    const { links } = await internals();
    const of = (line: string) => links.provideTerminalLinks({ line });
    const [exact] = await of(
      `#1  0x0000555555555555 in measure (shape=...) at shapes.cpp:${program.lineOf('shape.area')}`,
    );
    assert.ok(exact);
    assert.deepEqual([exact.startIndex, exact.length], [26, 'measure'.length]);
    await links.handleTerminalLink(exact);
    const editor = await until('it is open', () => vscode.window.activeTextEditor);
    assert.equal(editor.selection.active.line + 1, program.lineOf('shape.area'));
    // backtrace_symbols has a linker symbol and no line.
    const [symbol] = await of('./shapes(_Z5twicei+0x12) [0x401136]');
    assert.equal(symbol?.line, program.lineOf('int twice'));
    assert.deepEqual(await of('#2  0x0000555555555555 in nobody () from /lib/libc.so.6'), []);
  });

  it('a saved run opens as a page, also where its program is missing, and one that is none says so', async () => {
    const all = await model();
    const run = all.runs.find((one) => one.program === program.program);
    const file = source('shapes.autojit-run');
    await replacing(vscode.window, { showSaveDialog: () => Promise.resolve(file) }, async () => {
      await vscode.commands.executeCommand('autojit.saveRun', { kind: 'run', run });
    });
    await vscode.commands.executeCommand('vscode.open', file);
    const tab = await until('its editor is open', () => vscode.window.tabGroups.activeTabGroup.activeTab);
    assert.ok(tab.input instanceof vscode.TabInputCustom);
    assert.equal(tab.input.viewType, 'autojit.run');
    const opened = await until('it is among the runs', () => all.runs.find((one) => one.file === file.fsPath));
    assert.equal(opened.materialized, run?.materialized);
    await vscode.commands.executeCommand('autojit.closeRun', { kind: 'run', run: opened });
    fs.rmSync(file.fsPath);
  });
});

describe('run a file', function () {
  this.timeout(300_000);
  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('a lone source is compiled into a program beside it, and again when it changed', async () => {
    const folder = path.join(workspace.folder, 'alone');
    fs.mkdirSync(folder);
    const [file, made] = [path.join(folder, 'hello there.c'), path.join(folder, 'hello there')];
    const all = await model();
    const exits = () =>
      all.runs.filter((one) => one.program === made && one.status === 'exited').map((one) => one.exitCode);
    try {
      fs.writeFileSync(file, 'int main(void) {\n  return 3;\n}\n');
      await vscode.commands.executeCommand('autojit.runFile', vscode.Uri.file(file));
      await until('it ran', () => exits().includes(3));
      const editor = await vscode.window.showTextDocument(vscode.Uri.file(file));
      await editor.edit((edit) => edit.replace(new vscode.Range(1, 0, 1, 11), '  return 4;'));
      // Without an argument: the file that is open, with what is not saved yet.
      await vscode.commands.executeCommand('autojit.runFile');
      await until('the new one ran', () => exits().includes(4));
    } finally {
      fs.rmSync(folder, { recursive: true });
      await until('it is gone', () => !all.find(made));
    }
  });

  it('a source of a program runs that program; what is neither says so', async () => {
    const all = await model();
    const before = all.runs.length;
    await vscode.commands.executeCommand('autojit.runFile', source(workspace.runs.source));
    await until('it runs', () => all.runs.length > before && all.runs[0]?.program === workspace.program);
    const errors: string[] = [];
    const show = (message: string) => Promise.resolve(void errors.push(message));
    await replacing(vscode.window, { showErrorMessage: show }, async () => {
      await vscode.commands.executeCommand('autojit.runFile', source('input.txt'));
    });
    assert.deepEqual(errors, ['AutoJIT: input.txt is neither a source nor a program that AutoJIT built.']);
  });
});

describe('agents', () => {
  it('find the tools, with their schemas, and are answered; what runs something asks first', async () => {
    await model();
    const tools = vscode.lm.tools.filter(({ name }) => name.startsWith('autojit_'));
    assert.equal(tools.length, 10);
    const ask = async (name: string, input: object) => {
      const { content } = await vscode.lm.invokeTool(`autojit_${name}`, { input, toolInvocationToken: undefined });
      return content.map((part) => (part as vscode.LanguageModelTextPart).value).join('');
    };
    assert.match(await ask('programs', {}), new RegExp(`${workspace.program}: \\d+ functions`));
    const calls = await ask('calls', { program: workspace.name, function: workspace.runs.fn, direction: 'callers' });
    assert.match(calls, new RegExp(`direct.*: ${workspace.runs.caller} `));
    assert.match(
      await ask('calls', { program: workspace.name, function: 'nobody', direction: 'callers' }),
      /has no function nobody/,
    );
  });
});

describe('the API for other extensions', () => {
  it('programs, runs, functions, graph, callers and events, under a version', async () => {
    await model();
    const { getApi } = extension().exports;
    assert.throws(() => getApi(2 as 1), /has version 1 of its API, not 2/);
    const api = getApi(1);
    const known = api.programs.find(({ path: file }) => file === workspace.program);
    assert.ok(known && known.counts.functions > 10);
    const changes: string[] = [];
    const subscription = api.onDidChangeStates(({ program, functions }) => {
      if (program === workspace.program) changes.push(...functions.map(({ state }) => state));
    });
    const run = await api.run(workspace.program, workspace.args);
    const ended = await until('it ended', () => api.runs.find(({ id, status }) => id === run && status === 'exited'));
    assert.equal(ended.exitCode, 0);
    assert.ok(changes.includes('materialized'), 'states were told');
    subscription.dispose();
    const functions = await api.functions(workspace.program);
    const ran = functions.find(({ label }) => label === workspace.runs.fn);
    assert.equal(ran?.state, 'materialized');
    assert.match(ran.firstCaller ?? '', new RegExp(`${workspace.runs.caller}$`));
    const calls = await api.calls(run);
    assert.equal(calls?.[0]?.label, 'main');
    assert.equal(await api.calls('gone'), undefined);
    const callers = await api.related(workspace.program, ran.id, 'callers');
    assert.ok(
      callers.some(
        ({ label, certainty, observed }) => label === workspace.runs.caller && certainty === 'direct' && observed,
      ),
    );
    const graph = await api.graph({ program: workspace.program, callees: 1, run });
    assert.ok(graph.functions.some(({ label }) => label === 'main'));
    assert.ok(graph.calls.some(({ kind }) => kind === 'observed'));
    await assert.rejects(api.run('/nowhere', []), /is not a program in this workspace/);
  });
});
