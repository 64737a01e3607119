import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import type * as vscode from 'vscode';
import { StreamMessageReader, StreamMessageWriter } from 'vscode-jsonrpc/node';
import { AdapterProxy } from './adapter-proxy.js';
import type { DebuggedRun } from './debugged-run.js';
import { withCopy } from './lldb-commands.js';
import { withoutMark } from './obsolete-frames.js';

vi.mock('vscode', async () => ({
  ...(await import('../testing/vscode.js')),
  ...(await import('../testing/emitter.js')),
}));

interface Message {
  seq?: number;
  type: string;
  command?: string;
  event?: string;
  request_seq?: number;
  success?: boolean;
  message?: string;
  arguments?: Record<string, unknown>;
  body?: Record<string, unknown>;
}

/** An adapter that answers each request, with what it was asked; `bodies` are what it answers to some, `fails` what it refuses. */
function adapter(bodies: object, fails: string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'autojit-adapter-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'adapter.cjs');
  const library = createRequire(import.meta.url).resolve('vscode-jsonrpc/node');
  writeFileSync(
    file,
    `#!${process.execPath}
const { StreamMessageReader, StreamMessageWriter } = require(${JSON.stringify(library)});
const writer = new StreamMessageWriter(process.stdout);
const bodies = ${JSON.stringify(bodies)}, fails = ${JSON.stringify(fails)};
new StreamMessageReader(process.stdin).listen((request) => {
  if (request.command === 'die') process.exit(3);
  const { seq, command } = request;
  const body = bodies[command] ?? { asked: request };
  writer.write({ seq: 0, type: 'response', request_seq: seq, command, success: !fails.includes(command), body });
});
`,
  );
  chmodSync(file, 0o755);
  return file;
}

function proxy({ bodies = {}, fails = [] as string[], run = undefined as DebuggedRun | undefined } = {}) {
  const log = { warn: vi.fn(), error: vi.fn() };
  const streams = { StreamMessageReader, StreamMessageWriter };
  const file = adapter(bodies, fails);
  const made = new AdapterProxy(file, streams, log as unknown as vscode.LogOutputChannel, run);
  onTestFinished(() => made.dispose());
  const said: Message[] = [];
  made.onDidSendMessage((message) => said.push(message as unknown as Message));
  let seq = 0;
  const send = (command: string, more: object = {}): number => {
    made.handleMessage({ seq: ++seq, type: 'request', command, arguments: more });
    return seq;
  };
  const ask = async (command: string, more: object = {}): Promise<Message> => {
    const request = send(command, more);
    return vi.waitFor(() => {
      const answer = said.find(({ type, request_seq: of }) => type === 'response' && of === request);
      if (!answer) throw new Error(`${command} is not answered.`);
      return answer;
    }, 20_000);
  };
  return { said, send, ask };
}

const asked = (answer: Message) => answer.body?.['asked'] as Message | undefined;

test('what it does not know passes as it is, in both directions', async () => {
  const answer = await proxy().ask('threads', { all: true });
  expect(answer).toMatchObject({ command: 'threads', success: true });
  expect(asked(answer)).toMatchObject({ seq: 1, command: 'threads', arguments: { all: true } });
});

test('Step Into is our command, and is answered as a step', async () => {
  const { ask } = proxy();
  const answer = await ask('stepIn', { threadId: 7 });
  expect(answer).toMatchObject({ command: 'stepIn', success: true, request_seq: 1 });
  expect(answer.body).toBeUndefined();
});

test.each([
  ['an LLDB without Python', { threadId: 7 }],
  ['a step of one instruction', { threadId: 7, granularity: 'instruction' }],
  ['a step into one of several calls', { threadId: 7, targetId: 3 }],
])('%s: the step is LLDB’s own', async (_, step) => {
  const { ask } = proxy({ fails: ['evaluate'] });
  const answer = await ask('stepIn', step);
  expect(answer).toMatchObject({ command: 'stepIn', success: true });
  expect(asked(answer)).toMatchObject({ command: 'stepIn', arguments: step });
});

test('restart is VS Code’s, in whichever way the adapter offers its own', async () => {
  const offered = { supportsRestartRequest: true, supportsStepBack: false };
  const { body } = await proxy({ bodies: { initialize: offered } }).ask('initialize');
  expect(body).toEqual({ supportsRestartRequest: false, supportsStepBack: false });
});

test('a breakpoint without code says why; one with a message keeps it', async () => {
  const breakpoints = [{ verified: true }, { verified: false }, { verified: false, message: 'no such file' }];
  const { body } = await proxy({ bodies: { setBreakpoints: { breakpoints } } }).ask('setBreakpoints');
  expect(body?.['breakpoints']).toEqual([
    { verified: true },
    { verified: false, message: expect.stringContaining('Binds when its function is first called') as string },
    { verified: false, message: 'no such file' },
  ]);
});

const FRAMES = [
  { id: 1, name: 'made(int)', instructionPointerReference: '0x10' },
  { id: 2, name: 'main', instructionPointerReference: '0x20' },
  { id: 3, name: '__libc_start_main' },
];

test('a frame in code that was replaced is called obsolete; what LLDB is asked is between the two', async () => {
  const { ask, said } = proxy({
    bodies: { stackTrace: { stackFrames: FRAMES, totalFrames: 3 }, evaluate: { result: '0x20\n' } },
  });
  const { body } = await ask('stackTrace', { threadId: 7 });
  expect(body).toEqual({
    stackFrames: [FRAMES[0], { ...FRAMES[1], name: 'main (obsolete)' }, FRAMES[2]],
    totalFrames: 3,
  });
  expect(said.map(({ command }) => command)).toEqual(['stackTrace']);
});

test.each([
  ['LLDB does not know our command', FRAMES, ['evaluate']],
  ['no frame has an address', FRAMES.slice(2), []],
  ['there is no stack', [], ['stackTrace']],
])('%s: the call stack is as it was', async (_, stackFrames, fails) => {
  const body = { stackFrames };
  const answer = await proxy({ bodies: { stackTrace: body }, fails }).ask('stackTrace', { threadId: 7 });
  expect(answer).toMatchObject({ body, success: !fails.includes('stackTrace') });
});

test('a function is known by its name without the mark', () => {
  expect(['main (obsolete)', 'f(int) (obsolete)', 'f(int)'].map(withoutMark)).toEqual(['main', 'f(int)', 'f(int)']);
});

test('LLDB reads a copy of what takes over new builds; a restarted session has the command already', () => {
  const once = withCopy(['mine']);
  expect(once).toEqual(['?autojit-keep-program', 'mine']);
  expect(withCopy(once)).toEqual(once);
  expect(withCopy(undefined, '42')).toEqual(['?autojit-keep-program 42']);
});

function runThat(begin: () => Promise<object>) {
  const spies = { begin, hear: vi.fn(), asked: vi.fn(), end: vi.fn() };
  return { spies, run: spies as unknown as DebuggedRun };
}

test('a launch gets the environment of its run, and hears of all that is said', async () => {
  const { run, spies } = runThat(() => Promise.resolve({ program: '/p', env: { AUTOJIT_TRACE: '/t' } }));
  const answer = await proxy({ run }).ask('launch', { program: '/p' });
  expect(asked(answer)?.arguments).toEqual({ program: '/p', env: { AUTOJIT_TRACE: '/t' } });
  expect(spies.asked).toHaveBeenCalled();
  expect(spies.hear).toHaveBeenCalledWith(expect.objectContaining({ command: 'launch' }));
});

test('a run that cannot begin is a launch that failed, with its reason', async () => {
  const { run } = runThat(() => Promise.reject(new Error('the folder cannot be written')));
  expect(await proxy({ run }).ask('launch', { program: '/p' })).toMatchObject({
    success: false,
    message: 'the folder cannot be written',
    body: { error: { showUser: true } },
  });
});

test('an adapter that ends by itself ends the session, with a word about it, and the run', async () => {
  const { run, spies } = runThat(() => Promise.resolve({}));
  const { send, said } = proxy({ run });
  send('die');
  await vi.waitFor(() => expect(said.at(-1)).toMatchObject({ type: 'event', event: 'terminated' }), 20_000);
  expect(said.map(({ body }) => body?.['output'])).toContain('lldb-dap ended unexpectedly (3).\n');
  expect(spies.end).toHaveBeenCalled();
});
