import { expect, test } from 'vitest';
import { ProgramEnd } from './program-end.js';

const exited = (exitCode: number) => ({ type: 'event', event: 'exited', body: { exitCode } });
const stopped = (description: string, reason = 'exception') => ({
  ...{ type: 'event', event: 'stopped', body: { threadId: 1, reason, description } },
});
const disconnect = (more: object = { terminateDebuggee: true }) => ({
  ...{ type: 'request', command: 'disconnect', arguments: { restart: false, ...more } },
});

function endOf(...messages: object[]) {
  const end = new ProgramEnd();
  for (const message of messages) {
    if ('command' in message) end.ask(message);
    else end.hear(message);
  }
  return end.reported;
}

test('an exit code is the program’s own, also after stops', () => {
  expect(endOf(exited(3))).toEqual({ exitCode: 3, certain: true });
  expect(endOf(stopped('breakpoint 1.1', 'breakpoint'), exited(11), disconnect())).toEqual({
    exitCode: 11,
    certain: true,
  });
});

test('the number of the signal that it stopped at last is that signal', () => {
  expect(endOf(stopped('signal SIGSEGV: address not mapped'), exited(11))).toEqual({
    signal: 'SIGSEGV',
    certain: true,
  });
  expect(endOf(stopped('signal SIGSEGV'), stopped('step', 'step'), exited(11))).toEqual({
    exitCode: 11,
    certain: true,
  });
  expect(endOf(stopped('signal SIGABRT'), exited(11))).toEqual({ exitCode: 11, certain: true });
});

test('nobody knows whether 9 is an exit code or SIGKILL', () => {
  expect(endOf(exited(9))).toEqual({ exitCode: 9, certain: false });
});

test('who ends the session has stopped the program, whatever the debugger killed it with', () => {
  expect(endOf(disconnect(), exited(9))).toEqual({ stopped: true });
  expect(endOf(stopped('signal SIGSTOP'), disconnect())).toEqual({ stopped: true });
  expect(endOf({ type: 'request', command: 'terminate' })).toEqual({ stopped: true });
});

test('a program that crashed has crashed when its session is closed', () => {
  expect(endOf(stopped('signal SIGSEGV: address not mapped'), disconnect(), exited(9))).toEqual({
    signal: 'SIGSEGV',
    certain: true,
  });
});

test('a program that could not be started was not stopped', () => {
  const refused = { type: 'response', command: 'launch', success: false, request_seq: 2 };
  const end = new ProgramEnd();
  end.hear(refused);
  end.ask(disconnect());
  expect(end.reported).toEqual({});
});

test('of a program that runs on without its debugger nothing is known', () => {
  expect(endOf(disconnect({ terminateDebuggee: false }))).toEqual({});
  expect(endOf()).toEqual({});
});
