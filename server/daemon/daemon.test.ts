import { existsSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { TraceEvent } from '../../protocol/trace.js';
import { BUILD, fakeDaemon, text, type FakeDaemon } from '../testing/daemon.js';
import { temporaryFolder, until } from '../testing/temporary.js';
import { DaemonConnection } from './connection.js';
import { hello, Kind, message, MessageReader } from './messages.js';
import { daemonFiles } from './sockets.js';
import { DaemonWatch } from './watch.js';

test('messages are cut as they come, byte by byte or several at once', () => {
  const reader = new MessageReader();
  const bytes = Buffer.concat([text({ a: 1 }), message(Kind.status)]);
  const cut = [...bytes].flatMap((byte) => [...reader.push(Buffer.from([byte]))]);
  expect(cut.map(({ kind }) => kind)).toEqual([Kind.text, Kind.status]);
  expect(cut[0]?.body.toString()).toBe('{"a":1}');
  expect([...new MessageReader().push(bytes)]).toHaveLength(2);
  expect(() => [...new MessageReader().push(Buffer.alloc(8))]).toThrow('no message');
});

test('only sockets of daemons are daemons', async () => {
  const { env, socket } = await fakeDaemon();
  writeFileSync(join(env['XDG_RUNTIME_DIR'] ?? '', 'autojit', `${BUILD}.sock.lock`), '');
  writeFileSync(join(env['XDG_RUNTIME_DIR'] ?? '', 'autojit', `${BUILD}.log`), '');
  expect(await daemonFiles('sock', env)).toEqual([socket]);
  expect(await daemonFiles('log', env)).toEqual([socket.replace('.sock', '.log')]);
  expect(await daemonFiles('sock', { XDG_CACHE_HOME: temporaryFolder() })).toEqual([]);
});

test('a daemon of one program is found too, by its socket', async () => {
  const { env, socket } = await fakeDaemon();
  const own = socket.replace('.sock', '-4711.sock');
  writeFileSync(own, '');
  writeFileSync(socket.replace('.sock', '-none.sock'), '');
  expect((await daemonFiles('sock', env)).sort()).toEqual([socket, own].sort());
});

test('a daemon says how it is, and stops', async () => {
  const { socket } = await fakeDaemon();
  const connection = (await DaemonConnection.open(socket)) ?? expect.fail();
  // What one of an earlier version does not say has a value.
  const said = { pid: 77, compiled: 2, raised: 0, restarted: 0, refused: [], lacking: [] };
  expect(await connection.status()).toMatchObject(said);
  await connection.stop();
});

test('what does not answer like a daemon is not taken for one', async () => {
  const other = hello();
  other.writeUInt32LE(9, 12);
  await expect(DaemonConnection.open((await fakeDaemon(other)).socket)).rejects.toThrow('version 9 of the protocol');
  await expect(DaemonConnection.open((await fakeDaemon(text({}))).socket)).rejects.toThrow('no autojitd');
  await expect(DaemonConnection.open((await fakeDaemon(Buffer.alloc(9))).socket)).rejects.toThrow('no message');
  expect(await DaemonConnection.open('/nowhere/x.sock')).toBeUndefined();
  const wrong = (await DaemonConnection.open((await fakeDaemon(hello(), { pid: 1 })).socket)) ?? expect.fail();
  await expect(wrong.status()).rejects.toThrow();
});

const start = (pid: number): TraceEvent => ({
  v: 1,
  event: 'start',
  pid,
  t: 0,
  program: '/w/app',
  args: ['-x'],
  cwd: '/w',
  wall: 1_700_000_000_000,
});

function watched(fake: FakeDaemon, folder: string) {
  const begun: string[] = [];
  const log: string[] = [];
  const watch = new DaemonWatch(
    {
      traceFor: (program, id) => Promise.resolve(program === '/w/app' ? join(folder, `${id}.jsonl`) : undefined),
      begun: (trace) => Promise.resolve(void begun.push(trace)),
      log: (line) => log.push(line),
    },
    fake.env,
  );
  watch.start();
  onTestFinished(() => watch.close());
  return { begun, log };
}

test('what a daemon makes for a program of the workspace becomes a trace', async () => {
  const fake = await fakeDaemon();
  const folder = temporaryFolder();
  const { begun } = watched(fake, folder);
  await until('somebody subscribed', () => fake.subscribers.length === 1);
  const [subscriber = expect.fail()] = fake.subscribers;
  subscriber.write(text({ client: 4, event: start(9) }));
  subscriber.write(text({ client: 5, event: { ...start(8), program: '/elsewhere' } }));
  const made = { v: 1, event: 'materialized', pid: 9, t: 3, module: 'a'.repeat(64), slot: 0, tid: 9, ns: 5, bytes: 1 };
  subscriber.write(text({ client: 4, event: made }));
  subscriber.write(text({ client: 5, event: { ...made, pid: 8 } }));
  subscriber.write(text({ client: 4, gone: true }));
  await until('the trace began', () => begun.length === 1);
  const [trace = ''] = begun;
  await until('the program left', () => readFileSync(trace, 'utf8').includes('"left"'));
  const events = readFileSync(trace, 'utf8')
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as TraceEvent).event);
  expect(events).toEqual(['start', 'materialized', 'left']);
  expect(readdirSync(folder)).toHaveLength(1);
});

test('a trace that a full disk does not take is said, and the next run is seen', async () => {
  const fake = await fakeDaemon();
  const folder = temporaryFolder();
  const { begun, log } = watched(fake, folder);
  await until('somebody subscribed', () => fake.subscribers.length === 1);
  const [subscriber = expect.fail()] = fake.subscribers;
  subscriber.write(text({ client: 4, event: start(9) }));
  await until('the trace began', () => begun.length === 1);
  rmSync(begun[0] ?? '');
  symlinkSync('/dev/full', begun[0] ?? '');
  const made = { v: 1, event: 'materialized', pid: 9, t: 3, module: 'a'.repeat(64), slot: 0, tid: 9, ns: 5, bytes: 1 };
  subscriber.write(text({ client: 4, event: made }));
  await until('it is said', () => log.length === 1);
  expect(log[0]).toMatch(/^A run seen through autojitd is not shown: .*no space left on device/);
  subscriber.write(text({ client: 5, event: start(10) }));
  await until('the next trace began', () => begun.length === 2);
  expect(readFileSync(begun[1] ?? '', 'utf8')).toContain('"start"');
});

test('a second window reads what the first one writes', async () => {
  const fake = await fakeDaemon();
  const folder = temporaryFolder();
  const windows = [watched(fake, folder), watched(fake, folder)];
  await until('both subscribed', () => fake.subscribers.length === 2);
  for (const subscriber of fake.subscribers) {
    subscriber.write(text({ client: 1, event: start(9) }));
    subscriber.write(text({ client: 1, gone: true }));
  }
  await until('both know', () => windows.every(({ begun }) => begun.length === 1));
  const trace = join(folder, readdirSync(folder)[0] ?? '');
  await until('it ended', () => readFileSync(trace, 'utf8').includes('"left"'));
  expect(readFileSync(trace, 'utf8').trim().split('\n')).toHaveLength(2);
});

test('a daemon that goes away ends its programs, and one that comes is found', async () => {
  const fake = await fakeDaemon();
  const folder = temporaryFolder();
  watched(fake, folder);
  await until('somebody subscribed', () => fake.subscribers.length === 1);
  fake.subscribers[0]?.write(text({ client: 1, event: start(9) }));
  await until('the trace began', () => readdirSync(folder).length === 1);
  fake.subscribers[0]?.destroy();
  const trace = join(folder, readdirSync(folder)[0] ?? '');
  await until('the program left', () => existsSync(trace) && readFileSync(trace, 'utf8').includes('"left"'));
  await until('it subscribed again', () => fake.subscribers.length === 2);
});

test('what is no daemon is named once', async () => {
  const fake = await fakeDaemon(text({}));
  const { log } = watched(fake, temporaryFolder());
  await until('it was refused', () => log.length > 0);
  await new Promise((resolve) => setTimeout(resolve, 2500));
  expect(log).toEqual([expect.stringContaining('is no autojitd')]);
});
