import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { DaemonEvent } from '../../protocol/daemon.js';
import { until } from '../testing/temporary.js';
import { DaemonConnection } from './connection.js';
import { daemonFiles } from './sockets.js';

/** What autojitd itself sends is what protocol/daemon.ts says: the other tests have a daemon made of TypeScript. */

const toolchain = resolve(__dirname, '../../dist/toolchain');

test.skipIf(!existsSync(join(toolchain, 'bin/autojitd')))(
  'the events of autojitd (needs dist/toolchain: npm run build)',
  async () => {
    // A socket's path must be short.
    const folder = mkdtempSync(join(realpathSync(tmpdir()), 'aj-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const env = {
      ...process.env,
      ...{ XDG_RUNTIME_DIR: folder, XDG_CACHE_HOME: join(folder, 'cache'), AUTOJIT_STORE: join(folder, 'store') },
      ...{ AUTOJIT_ENGINE: 'daemon', AUTOJIT_TRACE: '' },
    };
    const program = join(folder, 'app');
    writeFileSync(
      `${program}.c`,
      'int f(int x) { return x + 2; }\nint main(int n, char **v) { (void)v; return f(n); }\n',
    );
    execFileSync(join(toolchain, 'bin/autojit-clang'), ['-g', `${program}.c`, '-o', program], { env });
    execFileSync(join(toolchain, 'bin/autojitd'), ['--idle', '60'], { env });

    const [socket = ''] = await daemonFiles('sock', env);
    const [watching, asking] = [await DaemonConnection.open(socket), await DaemonConnection.open(socket)];
    if (!watching || !asking) return expect.fail('the daemon does not answer');
    onTestFinished(async () => {
      await asking.stop();
      asking.end();
    });
    const events: DaemonEvent[] = [];
    let closed: Error | undefined;
    watching.subscribe(
      (event) => events.push(event),
      (why) => (closed = why),
    );
    // A question on the other connection is answered after the subscription was heard.
    expect(await asking.status()).toMatchObject({ programs: [], asked: 0 });

    const child = spawn(program, ['an argument'], { env });
    expect(await new Promise((done) => child.once('exit', done))).toBe(4);
    await until('the program left', () => closed !== undefined || events.some((event) => 'gone' in event));
    expect(closed).toBeUndefined();

    const told = events.flatMap((event) => ('event' in event ? [event.event] : []));
    expect(told[0]).toMatchObject({
      event: 'start',
      pid: child.pid,
      program,
      args: ['an argument'],
      cwd: process.cwd(),
    });
    const slots = told.flatMap((event) => (event.event === 'materialized' ? [event.slot] : []));
    expect([...slots].sort()).toEqual([0, 1]);
    expect(told.every(({ pid }) => pid === child.pid)).toBe(true);
    expect(events.at(-1)).toEqual({ client: events[0]?.client, gone: true });
    expect(await asking.status()).toMatchObject({ programs: [], compiled: 2, failed: 0 });
    watching.end();
  },
);
