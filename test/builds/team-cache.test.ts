import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { spawn } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { root } from '../harness/paths.js';
import { until } from '../../server/testing/temporary.js';
import { autojitCommand, run, type Result } from './support.js';

const NOBODY = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', '--'];

/** A machine of a team: its own home, its own checkout, and another user where that can be had. */
class Machine {
  constructor(
    readonly home: string,
    private readonly checkout: string,
    private readonly prefix: string[] = [],
    private readonly env: NodeJS.ProcessEnv = {},
  ) {}

  run(command: string[], env: NodeJS.ProcessEnv = {}): Result {
    const own = { HOME: this.home, XDG_CACHE_HOME: '', XDG_CONFIG_HOME: '', XDG_RUNTIME_DIR: '', ...this.env, ...env };
    return run(this.checkout, [...this.prefix, ...command], own);
  }

  succeed(command: string[], env: NodeJS.ProcessEnv = {}): Result {
    const result = this.run(command, env);
    expect(result.status, `${command.join(' ')}\n${result.stdout}${result.stderr}`).toBe(0);
    return result;
  }

  /** What the program wrote, how many of its functions were made here, and how many were there. */
  first(program: string[]): { out: string; made: number; kept: number } {
    const trace = path.join(this.home, 'trace.jsonl');
    rmSync(trace, { force: true });
    const { stdout } = this.succeed(program, { AUTOJIT_TRACE: trace });
    const lines = existsSync(trace) ? readFileSync(trace, 'utf8').split('\n') : [];
    const materialized = lines.filter((line) => line.includes('"event":"materialized"'));
    const kept = materialized.filter((line) => line.includes('"kept":true')).length;
    return { out: stdout, made: materialized.length - kept, kept };
  }

  configure(lines: string[]): void {
    const folder = path.join(this.home, '.config', 'autojit');
    mkdirSync(folder, { recursive: true });
    const file = path.join(folder, 'config.toml');
    writeFileSync(file, `[remote]\n${lines.join('\n')}\n`);
    // The machine's user must be able to read it, and nobody else to write it.
    if (this.prefix.length > 0) run(folder, ['chown', '-R', '65534', this.home]);
  }
}

let team: string;
beforeAll(() => {
  team = mkdtempSync(path.join(realpathSync(tmpdir()), 'autojit-team-'));
  chmodSync(team, 0o755);
  return () => rmSync(team, { recursive: true, force: true });
});

/** A folder for everybody, below which everything of a test lies. */
function testFolder(): string {
  const folder = mkdtempSync(path.join(team, 't-'));
  chmodSync(folder, 0o755);
  return folder;
}

function machine(folder: string, name: string, { checkout = name, prefix = [] as string[], env = {} } = {}): Machine {
  const place = path.join(folder, name, checkout);
  mkdirSync(path.join(folder, name, 'home'), { recursive: true });
  cpSync(path.join(root, 'examples', 'cmake'), place, { recursive: true });
  if (prefix.length > 0) run(folder, ['chown', '-R', '65534', path.join(folder, name)]);
  return new Machine(path.join(folder, name, 'home'), place, prefix, env);
}

/** As another user, where this one may become one and that one can read the project. */
function otherUser(): string[] {
  const can =
    process.getuid?.() === 0 &&
    run('/', [...NOBODY, process.execPath, '-e', '', path.join(root, 'dist/cli.js')]).status === 0;
  return can && run('/', [...NOBODY, 'test', '-r', path.join(root, 'dist/cli.js')]).status === 0 ? NOBODY : [];
}

function newKey(of: Machine): string {
  return of.succeed([autojitCommand, 'cache', 'key', 'new']).stdout.trim();
}

/** Paths from the root on, debug info that names folders, optimization: the hardest of builds to share. */
function build(on: Machine): void {
  const flags = ['-DCMAKE_BUILD_TYPE=RelWithDebInfo'];
  on.succeed([autojitCommand, 'build', '--', 'cmake', '-S', '.', '-B', 'build', ...flags]);
  on.succeed([autojitCommand, 'build', '--', 'cmake', '--build', 'build']);
}

test('what one machine made and pushed the next one runs, in another checkout, as another user, and makes nothing', () => {
  const folder = testFolder();
  const shared = path.join(folder, 'shared');
  mkdirSync(shared);
  const ci = machine(folder, 'ci', { env: { AUTOJIT_REMOTE: shared } });
  build(ci);
  const there = ci.first(['build/shapes', 'circle:3']);
  expect(there.made).toBeGreaterThan(10);
  const trust = newKey(ci);
  const key = path.join(ci.home, '.config/autojit/team.key');
  expect(ci.succeed([autojitCommand, 'cache', 'push', 'build/shapes'], { AUTOJIT_REMOTE_KEY: key }).stdout).toMatch(
    /^shapes: the team has \d+ functions, \d+ of them new/,
  );

  const dev = machine(folder, 'dev', { checkout: 'src/elsewhere', prefix: otherUser() });
  dev.configure([`url = "${shared}"`, `trust = ["${trust}"]`]);
  build(dev);
  expect(dev.succeed([autojitCommand, 'cache', 'pull', 'build/shapes']).stdout).toMatch(
    new RegExp(`^build/shapes: ${String(there.made)} functions from the team`),
  );
  expect(dev.first(['build/shapes', 'circle:3'])).toEqual({ out: there.out, made: 0, kept: there.made });
  // It has all now, and the server is not asked for more than what there is.
  expect(dev.succeed([autojitCommand, 'cache', 'pull', 'build/shapes']).stdout).toContain(
    ': 0 functions from the team',
  );
});

test('code of a stranger is not run, and that is said', () => {
  const folder = testFolder();
  const shared = path.join(folder, 'shared');
  mkdirSync(shared);
  const stranger = machine(folder, 'stranger', { env: { AUTOJIT_REMOTE: shared } });
  build(stranger);
  stranger.first(['build/shapes', 'circle:3']);
  newKey(stranger);
  const key = path.join(stranger.home, '.config/autojit/team.key');
  stranger.succeed([autojitCommand, 'cache', 'push', 'build/shapes'], { AUTOJIT_REMOTE_KEY: key });
  const dev = machine(folder, 'dev', { env: { AUTOJIT_REMOTE: shared } });
  build(dev);
  const pulled = dev.succeed([autojitCommand, 'cache', 'pull', 'build/shapes']);
  expect(pulled.stdout).toMatch(/: 0 functions from the team .*misses: \d+ signed by nobody you trust/);
  expect(dev.first(['build/shapes', 'circle:3']).kept).toBe(0);
});

test('who only reads cannot push, and nothing that a repository brings names a server', () => {
  const folder = testFolder();
  const reader = machine(folder, 'reader');
  build(reader);
  reader.first(['build/shapes', 'circle:3']);
  const pushed = reader.run([autojitCommand, 'cache', 'push', 'build/shapes'], { AUTOJIT_REMOTE: folder });
  expect(pushed).toMatchObject({ status: 1, stderr: expect.stringContaining('This machine only reads') as string });
  expect(readdirSync(folder)).toEqual(['reader']);

  const place = path.join(folder, 'reader', 'reader');
  for (const name of ['autojit.toml', 'config.toml', '.autojit/config.toml', '.config/autojit/config.toml']) {
    mkdirSync(path.dirname(path.join(place, name)), { recursive: true });
    writeFileSync(path.join(place, name), `[remote]\nurl = "${folder}"\n`);
  }
  const pulled = reader.run([autojitCommand, 'cache', 'pull', 'build/shapes']);
  expect(pulled).toMatchObject({ status: 1, stderr: expect.stringContaining('No team cache is set up') as string });
});

test("a private key is its owner's alone, and is not written over", () => {
  const folder = testFolder();
  const someone = machine(folder, 'someone');
  const made = someone.succeed([autojitCommand, 'cache', 'key', 'new', 'mine.key']);
  expect(made.stdout).toMatch(/^autojit-public-[\w-]{43}\n$/);
  const file = path.join(folder, 'someone', 'someone', 'mine.key');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readFileSync(file, 'utf8')).toMatch(/^autojit-secret-/);
  expect(made.stdout + made.stderr).not.toContain('autojit-secret-');
  expect(someone.run([autojitCommand, 'cache', 'key', 'new', 'mine.key'])).toMatchObject({ status: 1 });
});

/** Debian's server with its DAV module, and nothing else of that machine. */
async function nginx(folder: string): Promise<string> {
  const port = await new Promise<number>((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port: free } = server.address() as AddressInfo;
      server.close(() => resolve(free));
    });
  });
  const place = path.join(folder, 'nginx');
  for (const name of ['data', 'temp']) mkdirSync(path.join(place, name), { recursive: true });
  run(folder, ['chmod', '-R', '777', place]);
  const temp = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${place}/temp/${name};`,
  );
  writeFileSync(
    path.join(place, 'nginx.conf'),
    `daemon off; pid ${place}/pid; error_log ${place}/error.log; events {}
     http { access_log ${place}/access.log; ${temp.join(' ')} client_max_body_size 1g;
       server { listen 127.0.0.1:${String(port)}; root ${place}/data; location / { dav_methods PUT; create_full_put_path on; } } }`,
  );
  const child = spawn('/usr/sbin/nginx', [
    '-c',
    path.join(place, 'nginx.conf'),
    '-p',
    place,
    '-e',
    path.join(place, 'error.log'),
  ]);
  onTestFinished(() => void child.kill());
  await until('nginx', () => existsSync(path.join(place, 'pid')));
  return `http://127.0.0.1:${String(port)}/autojit`;
}

test('a CI job pushes to a plain server, and a program that starts elsewhere has all from the team', async () => {
  const folder = testFolder();
  const url = await nginx(folder);
  const ci = machine(folder, 'ci', { env: { AUTOJIT_REMOTE: url } });
  build(ci);
  ci.succeed([autojitCommand, 'run', '-q', '--', 'build/shapes', 'circle:3', 'box:2x3']);
  const trust = newKey(ci);
  const secret = readFileSync(path.join(ci.home, '.config/autojit/team.key'), 'utf8').trim();
  const pushed = ci.succeed([autojitCommand, 'cache', 'push', 'build/shapes'], { AUTOJIT_REMOTE_KEY: secret });
  expect(pushed.stdout + pushed.stderr).not.toContain(secret);

  const dev = machine(folder, 'dev', {
    checkout: 'deep/er/elsewhere',
    env: { AUTOJIT_REMOTE: url, AUTOJIT_REMOTE_TRUST: trust },
  });
  build(dev);
  const first = dev.succeed([autojitCommand, 'run', '--', 'build/shapes', 'circle:3']);
  expect(first.stderr).toMatch(/\b(\d+) called: 0 made here, \1 from the team/);
  // Now nothing has to be asked any more.
  const log = path.join(folder, 'nginx', 'access.log');
  const asked = readFileSync(log, 'utf8').length;
  expect(dev.succeed([autojitCommand, 'run', '--', 'build/shapes', 'circle:3']).stderr).toContain(' 0 made here');
  expect(readFileSync(log, 'utf8').length).toBe(asked);
  expect(dev.succeed([autojitCommand, 'cache', 'stats']).stdout).toMatch(/functions? from the team/);
});

test('a server that is away costs a program one question, and is named', () => {
  const folder = testFolder();
  const dev = machine(folder, 'dev', { env: { AUTOJIT_REMOTE: 'http://127.0.0.1:9/' } });
  build(dev);
  const first = dev.succeed([autojitCommand, 'run', '--', 'build/shapes', 'circle:3']);
  expect(first.stderr).toMatch(/The team cache could not be read: .*ECONNREFUSED/);
  const second = dev.succeed([autojitCommand, 'run', '--', 'build/shapes', 'circle:3']);
  expect(second.stderr).toContain('The team cache is not asked for ten minutes');
  expect(second.stdout).toBe(first.stdout);
});
