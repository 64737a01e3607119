import { appendFileSync, copyFileSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { Notifications, PROTOCOL_VERSION } from '../protocol/lsp.js';
import { fakeDaemon, text } from './testing/daemon.js';
import { writeProgram } from './testing/elf.js';
import { app, connect, opened, SOURCE } from './testing/language-server.js';
import { manifest, writeManifest } from './testing/manifests.js';
import { temporaryFolder, until } from './testing/temporary.js';
import { line, start } from './testing/trace.js';

test('whatever changes a source makes its program stale', async () => {
  const { connection, root, received, registered } = await opened();
  await until('its sources are watched', () => JSON.stringify(registered).includes('**/*.{c}'));
  const later = new Date(Date.now() + 60_000);
  utimesSync(join(root, 'app.c'), later, later);
  const changes = [{ uri: pathToFileURL(join(root, 'app.c')).href, type: 2 }];
  await connection.sendNotification('workspace/didChangeWatchedFiles', { changes });
  await until('it is stale', () => JSON.stringify(received).includes('app.c changed after this build'));
});

test('a source that was compiled in a container, or before its folder was moved, is beside its store, or where a setting says', async () => {
  const { connection, root, titles } = await opened({ compiledIn: '/container/src', lenses: ['run'], states: 'off' });
  expect(await titles()).toEqual(['4 $(play) run lazily']);
  const isIn = async (folder: string): Promise<void> => {
    const settings = { autojit: { sourceMap: { '/container/src': folder } } };
    await connection.sendNotification('workspace/didChangeConfiguration', { settings });
  };
  await isIn(temporaryFolder());
  await expect.poll(titles, { timeout: 20_000 }).toEqual([]);
  await isIn(root);
  await expect.poll(titles, { timeout: 20_000 }).toEqual(['4 $(play) run lazily']);
});

test('a folder that is a link, with any letters in its name: lenses, later builds and folders that come and go', async () => {
  const linkedAs = 'ssh+host #1 100% größe';
  const { connection, received, root, shown, program, titles, ask } = await opened({ linkedAs, lenses: ['run'] });
  expect(await titles()).toContain('4 $(play) run lazily');
  expect(await ask('functionAt', { file: join(shown, 'app.c'), line: 6 })).toEqual({ program, id: 'main' });
  const programs = (): string[] => {
    const told = received.filter(({ method }) => method === 'autojit/programsChanged').at(-1);
    return Notifications.programsChanged.params.parse(told?.params).programs.map(({ path }) => path);
  };
  await ask('refresh', {});
  copyFileSync(program, join(root, 'later'));
  await until('a later build is told', () => programs().includes(join(root, 'later')));
  const event = (added: string[], removed: string[]): object => {
    const uris = (folders: string[]) => folders.map((one) => ({ uri: pathToFileURL(one).href, name: 'one' }));
    return { event: { added: uris(added), removed: uris(removed) } };
  };
  const other = temporaryFolder();
  copyFileSync(program, join(other, 'moved'));
  await connection.sendNotification('workspace/didChangeWorkspaceFolders', event([other], [shown]));
  await until('the other folder is shown alone', () => programs().join() === join(other, 'moved'));
});

test('lenses and the function at a line go with their function, also when the source was saved after the build', async () => {
  const { connection, root, uri, titles, ask, program } = await opened({ lenses: ['run'] });
  const before = await titles();
  const text = `// new\n\n${SOURCE.replace('int main', '// more\nint main')}`;
  await connection.sendNotification('textDocument/didChange', {
    textDocument: { uri, version: 2 },
    contentChanges: [{ text }],
  });
  const file = join(root, 'app.c');
  writeFileSync(file, text);
  const later = new Date(Date.now() + 60_000);
  utimesSync(file, later, later);
  await connection.sendNotification('textDocument/didSave', { textDocument: { uri } });
  const moved = (title: string) =>
    title.replace(/^\d+/, (line) => String(Number(line) + (title.includes('run lazily') ? 3 : 2)));
  expect(await titles()).toEqual(before.map(moved));
  expect(await ask('functionAt', { file, line: 4 })).toEqual({ program, id: 'f' });
  expect(await ask('functionAt', { file, line: 9 })).toEqual({ program, id: 'main' });
});

test('where another server lists symbols, ours come for questions by state alone', async () => {
  const { connection } = await opened();
  const names = async (query: string) =>
    (await connection.sendRequest<{ name: string }[]>('workspace/symbol', { query })).map(({ name }) => name);
  expect(await names('main')).toEqual(['main @stub']);
  const settings = { autojit: { symbolsByStateOnly: true } };
  await connection.sendNotification('workspace/didChangeConfiguration', { settings });
  expect(await names('main')).toEqual([]);
  expect(await names('main @st')).toEqual(['main @stub']);
});

test('only the kinds of lenses that a person wants', async () => {
  const { connection, titles } = await opened({ lenses: ['debug'], states: 'off' });
  expect(await titles()).toEqual(['4 $(debug-alt) debug lazily']);
  const settings = { autojit: { codeLens: [], stateLenses: 'all' } };
  await connection.sendNotification('workspace/didChangeConfiguration', { settings });
  expect(await titles()).toEqual([expect.stringMatching(/^0 ○ stub/), expect.stringMatching(/^3 ■ eager/)]);
});

test('lenses of states are sparse: only above what the last run changed', async () => {
  const { ask, program, titles, module } = await opened({ lenses: [], states: 'changed' });
  expect(await titles()).toEqual([]);
  const { env } = await ask('prepareRun', { program, args: [] });
  const made = { event: 'materialized', module, slot: 1, tid: 9, ns: 1_300_000, bytes: 12 } as const;
  writeFileSync(env['AUTOJIT_TRACE'] ?? '', line(start(program), process.pid) + line(made, process.pid));
  const expected = ['0 ● materialized 1.3 ms'];
  await expect.poll(titles).toEqual(expected);
});

test('marks of what ran, by lines of the text that is open; none before a run', async () => {
  const { ask, connection, program, root, module, uri } = await opened();
  const file = join(root, 'app.c');
  expect(await ask('fileStates', { file })).toEqual([]);
  const { env, run } = await ask('prepareRun', { program, args: [] });
  const trace = env['AUTOJIT_TRACE'] ?? '';
  const made = { event: 'materialized', module, slot: 0, tid: 9, ns: 1_300_000, bytes: 12 } as const;
  writeFileSync(trace, line(start(program), process.pid) + line(made, process.pid));
  const states = async () =>
    (await ask('fileStates', { file })).map(({ line: at, state, text: words }) => [at, state, words]);
  const ran = [
    [1, 'stub', '○ stub'],
    [4, 'eager', '■ eager: because of naked'],
    [5, 'materialized', '● materialized 1.3 ms'],
  ];
  await expect.poll(states).toEqual(ran);
  await connection.sendNotification('textDocument/didChange', {
    textDocument: { uri, version: 2 },
    contentChanges: [{ text: `\n\n${SOURCE}` }],
  });
  expect(await states()).toEqual(ran.map(([at, ...rest]) => [Number(at) + 2, ...rest]));
  // The same run as a page, and as an answer to an agent.
  const page = await ask('runPage', { run });
  expect(page.body).toContain('<h1>A run of app</h1>');
  expect(page.body).toMatch(/<td>1<\/td><td class="text name" style="[^"]*">main<\/td>/);
  await expect(ask('runPage', { run: 'gone' })).rejects.toThrow('There is no run gone.');
});

test('callers and callees with their certainty, and the line of the call as it is open now', async () => {
  const { ask, connection, program, root, uri } = await opened();
  const file = join(root, 'app.c');
  const main = { id: 'main', label: 'main', certainty: 'direct', observed: false, file, line: 5 };
  const callers = { program, id: 'f', direction: 'callers' };
  expect(await ask('relatedCalls', callers)).toEqual({
    ...{ label: 'f', file, line: 1, calls: [{ ...main, at: 6 }], omitted: 0 },
    unknown: 'objects built without AutoJIT may call it',
  });
  expect(await ask('relatedCalls', { program, id: 'main', direction: 'callees' })).toMatchObject({
    calls: [{ id: 'f', certainty: 'direct', line: 1, at: 6 }],
  });
  const change = (version: number, text: string) =>
    connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version },
      contentChanges: [{ text }],
    });
  await change(2, `// new\n${SOURCE}`);
  expect((await ask('relatedCalls', callers)).calls).toEqual([{ ...main, line: 6, at: 7 }]);
  // A line that was changed is not where the build says.
  await change(3, SOURCE.replace('return f(1)', 'return f(2)'));
  expect((await ask('relatedCalls', callers)).calls).toEqual([main]);
});

test('functions by what stack traces call them, and programs by their sources', async () => {
  const { ask, program, root } = await opened();
  const file = join(root, 'app.c');
  const names = [
    { name: 'f' },
    { name: 'f', file: 'app.c', program: '/elsewhere/app' },
    // Another program's `main` is none of ours.
    { name: 'main', program: 'other' },
    { name: 'nobody' },
  ];
  const f = { program, id: 'f', label: 'f', file, line: 1 };
  expect(await ask('namedFunctions', { names })).toEqual([f, f, null, null]);
  expect(await ask('programsOf', { file })).toEqual([program]);
  expect(await ask('programsOf', { file: '/nowhere.c' })).toEqual([]);
});

test("agents' questions have the answers that autojit mcp gives", async () => {
  const { ask, program } = await opened();
  const calls = { tool: 'calls', input: { function: 'f', direction: 'callers' } };
  expect(await ask('askAgentTool', calls)).toEqual({
    text: expect.stringMatching(/^1 caller of f .*\ndirect: main /) as string,
    ok: true,
  });
  expect(await ask('askAgentTool', { tool: 'what_ran', input: {} })).toMatchObject({
    text: expect.stringContaining('app has not run yet. Run it with') as string,
    ok: false,
  });
  expect(await ask('askAgentTool', { tool: 'calls', input: {} })).toMatchObject({ ok: false });
  expect(await ask('askAgentTool', { tool: 'reload', input: { program } })).toMatchObject({
    text: expect.stringContaining(`No process runs ${program} that takes over new builds.`) as string,
  });
  const restricted = await opened({ trusted: false });
  await expect(restricted.ask('askAgentTool', { tool: 'run', input: {} })).rejects.toThrow('not trusted');
});

test('tells of the program, its functions and its graph', async () => {
  const { ask, program } = await opened();
  expect(await ask('programs', {})).toMatchObject([
    { path: program, hasMain: true, counts: { functions: 3, stub: 2, eager: 1 }, problems: [] },
  ]);
  expect(await ask('modules', { program })).toMatchObject([{ name: 'app.c', functions: [{}, {}, {}] }]);
  const query = { program, view: 'regular', depthOut: 1, depthIn: 0, externals: true, limit: 100 };
  const slice = await ask('graph', query);
  expect(slice.edges.map((edge) => `${edge.from} ${edge.to}`)).toEqual(['main f', 'main ext:puts']);
  expect(slice.coverage).toMatchObject({ shown: 2, functions: 3, eager: 1, stale: [], truncated: false });
  expect(await ask('functionAt', { file: join(program, '../app.c'), line: 6 })).toEqual({ program, id: 'main' });
  expect(await ask('report', { program })).toMatchObject({
    title: 'app with AutoJIT',
    body: expect.stringContaining('<dt>3</dt><dd>functions in 1 module</dd>') as string,
  });
  await expect(ask('report', { program, regular: program })).rejects.toThrow('was built with AutoJIT too');
});

test('a run: lenses, notifications and the graph follow it', async () => {
  const { ask, program, titles, received, module } = await opened();
  expect(await titles()).toEqual([
    '0 ○ stub',
    '3 ■ eager: because of naked',
    '4 $(debug-alt) debug lazily',
    '4 $(play) run lazily',
  ]);
  const { run, env } = await ask('prepareRun', { program, args: ['-v'] });
  const trace = env['AUTOJIT_TRACE'] ?? '';
  writeFileSync(trace, line(start(program, ['-v']), process.pid));
  appendFileSync(
    trace,
    line(
      { event: 'materialized', module, slot: 1, tid: 9, ns: 1_300_000, bytes: 12, caller: { module, slot: 0 } },
      process.pid,
    ),
  );
  const states = () => received.filter(({ method }) => method === 'autojit/statesChanged');
  const changes = () => states().flatMap(({ params }) => Notifications.statesChanged.params.parse(params).changes);
  await until('the change is told', () => changes().length > 0);
  expect(changes()).toMatchObject([
    { run, node: { id: 'f', state: 'materialized', ms: 1.3, bytes: 12, thread: 9, materializedBy: 'main' } },
  ]);
  expect((await titles())[0]).toBe('0 ● materialized 1.3 ms');
  const live = await ask('graph', { program, view: 'live', depthOut: 1, depthIn: 0, externals: false, limit: 9 });
  expect(live.edges.map((edge) => edge.kind)).toEqual(['direct', 'observed']);
  expect(live.run).toBe(run);
  await ask('finishRun', { run, exitCode: 139 });
  expect(await ask('runs', {})).toMatchObject([{ id: run, status: 'crashed', exitCode: 139 }]);
});

test('state notifications come at most ten times a second', async () => {
  const { ask, program, received, module } = await opened();
  const { env } = await ask('prepareRun', { program, args: [] });
  const trace = env['AUTOJIT_TRACE'] ?? '';
  writeFileSync(trace, line(start(program), process.pid));
  const began = Date.now();
  for (let n = 0; n < 100; n += 1) {
    appendFileSync(trace, line({ event: 'materialized', module, slot: n % 2, tid: 1, ns: 1, bytes: 1 }, process.pid));
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  const seconds = (Date.now() - began) / 1000;
  const count = received.filter(({ method }) => method === 'autojit/statesChanged').length;
  expect(count).toBeGreaterThan(2);
  expect(count).toBeLessThanOrEqual(Math.ceil(seconds * 10) + 1);
});

test('hover, symbols by state and hints', async () => {
  const { connection, uri, received } = await opened();
  const hover = await connection.sendRequest<{ contents: { value: string } }>('textDocument/hover', {
    textDocument: { uri },
    position: { line: 5, character: 10 },
  });
  expect(hover.contents.value).toContain('○ stub');
  expect(hover.contents.value).toContain('Called by `main`');
  const symbols = async (query: string) =>
    (await connection.sendRequest<{ name: string }[]>('workspace/symbol', { query })).map((symbol) => symbol.name);
  expect(await symbols('@eager')).toEqual(['naked @eager']);
  expect(await symbols('@stub ma')).toEqual(['main @stub']);
  expect(await symbols('@materialized')).toEqual([]);
  const published = received.filter(({ method }) => method === 'textDocument/publishDiagnostics').pop();
  expect(published?.params).toMatchObject({
    uri,
    diagnostics: [{ severity: 4, code: 'naked', message: 'naked stays eager in app: because of naked' }],
  });
});

test('what the engine could not make is among the problems, open or not, until a run makes it', async () => {
  const { connection, received, root, program, uri, module } = await opened();
  const runs = join(root, '.autojit', 'runs');
  mkdirSync(runs, { recursive: true });
  const run = (name: string, wall: number, what: string): void =>
    writeFileSync(join(runs, name), line({ ...start(program), wall } as never, process.pid) + what);
  const found = () => {
    const told = received.filter(({ method }) => method === 'textDocument/publishDiagnostics').at(-1);
    const { diagnostics } = told?.params as { diagnostics: { severity: number; message: string }[] };
    return diagnostics.map(({ severity, message }) => `${String(severity)} ${message}`);
  };
  const failed = '1 f could not be materialized in the last run of app: its imports changed.';
  const hint = '4 naked stays eager in app: because of naked';
  const why = "'f': its imports changed";
  const now = Date.now();
  run('1.jsonl', now + 1000, line({ event: 'failed', module, slot: 1, tid: 1, reason: why }, process.pid));
  await expect.poll(found, { timeout: 20_000 }).toEqual([failed, hint]);
  await connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
  await expect.poll(found).toEqual([failed]);
  run('2.jsonl', now + 2000, line({ event: 'materialized', module, slot: 1, tid: 1, ns: 1, bytes: 1 }, process.pid));
  await expect.poll(found, { timeout: 20_000 }).toEqual([]);
});

test('parameters that do not fit are refused, problems have their next step', async () => {
  const { connection, root } = await opened();
  await expect(connection.sendRequest('autojit/graph', { program: 1 })).rejects.toThrow('autojit/graph: program');
  await expect(connection.sendRequest('autojit/modules', { program: join(root, 'gone') })).rejects.toMatchObject({
    data: { code: 'not-autojit', action: 'Build it with AutoJIT, then refresh.' },
  });
});

test('nothing is run or prepared in an untrusted workspace', async () => {
  const { ask, program, titles, connection, uri } = await opened({ trusted: false });
  await expect(ask('prepareRun', { program, args: [] })).rejects.toThrow('not trusted');
  expect(await ask('doctor', {})).toMatchObject([{ name: 'workspace trust', ok: false }]);
  expect(await titles(), 'and nothing offers to').toEqual(['0 ○ stub', '3 ■ eager: because of naked']);
  const at = { textDocument: { uri }, position: { line: 5, character: 10 } };
  const hover = await connection.sendRequest<{ contents: { value: string } }>('textDocument/hover', at);
  expect(hover.contents.value).toContain('[Reveal in graph]');
  expect(hover.contents.value).not.toMatch(/\[(Run|Show IR|Show assembly)/);
});

test('a client of another protocol version gets one line and no features', async () => {
  const { initialized, received } = await connect(temporaryFolder(), { protocolVersion: 99 });
  expect(initialized).toEqual({
    capabilities: { textDocumentSync: 0, experimental: { autojit: { protocolVersion: PROTOCOL_VERSION } } },
  });
  await until('it is said', () => received.some(({ method }) => method === 'window/showMessage'));
  expect(received[0]?.params).toMatchObject({ message: expect.stringContaining('protocol version 99') as string });
});

test('a program that is linked later and a trace of a shell are noticed without being asked', async () => {
  const root = temporaryFolder();
  const { received, ask } = await connect(root);
  const value = app(root);
  writeManifest(join(root, '.autojit'), value);
  // The server watches the folder once it has answered.
  await ask('refresh', {});
  const program = join(root, 'app');
  writeProgram(program, { modules: [{ id: value.module, source: 'app.c', slots: 2 }], store: join(root, '.autojit') });
  const programs = () =>
    received
      .filter(({ method }) => method === 'autojit/programsChanged')
      .flatMap(({ params }) => Notifications.programsChanged.params.parse(params).programs);
  await until('the program is told', () => programs().some(({ path }) => path === program));
  await ask('refresh', {});
  const { env } = await ask('prepareRun', { program, args: [] });
  const shell = (env['AUTOJIT_TRACE'] ?? '').replace(/[^/]*$/, 'shell.jsonl');
  await ask('refresh', {});
  writeFileSync(shell, line(start(program, ['--from-shell']), process.pid));
  const runs = () =>
    received
      .filter(({ method }) => method === 'autojit/runsChanged')
      .flatMap(({ params }) => Notifications.runsChanged.params.parse(params).runs);
  await until('the run is told', () => runs().some(({ id }) => id === 'shell'));
});

test('a shell that builds and runs in one go: the run is that of the program as it was built', async () => {
  const root = temporaryFolder();
  const store = join(root, '.autojit');
  const program = join(root, 'app');
  const build = (file: string): string => {
    const value = manifest(file, [{ name: 'main' }]);
    writeManifest(store, value);
    writeProgram(program, { modules: [{ id: value.module, source: file, slots: 1 }], store });
    return value.module;
  };
  const run = (id: string, module: string): void => {
    mkdirSync(join(store, 'runs'), { recursive: true });
    const event = { event: 'materialized' as const, module, slot: 0, tid: 1, ns: 1000, bytes: 9 };
    writeFileSync(join(store, 'runs', `${id}.jsonl`), line(start(program), process.pid) + line(event, process.pid));
  };
  const { received, ask } = await connect(root);
  await ask('refresh', {});
  const runs = () =>
    received
      .filter(({ method }) => method === 'autojit/runsChanged')
      .flatMap(({ params }) => Notifications.runsChanged.params.parse(params).runs);
  const told = (wanted: string) => () =>
    runs().some(({ id, materialized, problems }) => id === wanted && materialized === 1 && problems.length === 0);
  run('first', build('one.c'));
  await until('the run of a new program is told', told('first'));
  run('second', build('another.c'));
  await until('the run of a program that was built anew is told', told('second'));
});

test.each([true, false])(
  'a program that a daemon serves is a run of the workspace, if that is trusted (%s)',
  async (trusted) => {
    const daemon = await fakeDaemon();
    const root = temporaryFolder();
    const value = app(root);
    writeManifest(join(root, '.autojit'), value);
    const program = join(root, 'app');
    writeProgram(program, {
      modules: [{ id: value.module, source: 'app.c', slots: 2 }],
      store: join(root, '.autojit'),
    });
    const { received, ask } = await connect(root, { env: daemon.env, trusted });
    await ask('refresh', {});
    if (!trusted) {
      await new Promise((resolve) => setTimeout(resolve, 500));
      return expect(daemon.subscribers).toHaveLength(0);
    }
    await until('the server subscribed', () => daemon.subscribers.length === 1);
    const send = (event: object) =>
      daemon.subscribers[0]?.write(text({ client: 1, event: { v: 1, pid: process.pid, t: 1, ...event } }));
    send({ event: 'start', program, args: ['-x'], cwd: root, wall: 5 });
    send({ event: 'materialized', module: value.module, slot: 0, tid: 1, ns: 1000, bytes: 9 });
    const runs = () =>
      received
        .filter(({ method }) => method === 'autojit/runsChanged')
        .flatMap(({ params }) => Notifications.runsChanged.params.parse(params).runs);
    await until('the run is told', () =>
      runs().some(({ name, materialized }) => name === 'app -x' && materialized === 1),
    );
    daemon.subscribers[0]?.write(text({ client: 1, gone: true }));
    await until('it has left', () =>
      runs().some(({ status, problems }) => status === 'exited' && problems.length === 0),
    );
  },
);
