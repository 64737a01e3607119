import { spawn } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { freePort } from '../../server/testing/servers.js';
import { until } from '../../server/testing/temporary.js';
import { root } from '../harness/paths.js';
import { autojitCommand, run, type Result } from './support.js';

const NOBODY = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', '--'];

export interface FirstRun {
  out: string;
  made: number;
  kept: number;
  /** Of what was kept. */
  drafts: number;
  /** Whether LLVM was loaded, or a daemon asked. */
  engine: boolean;
}

/** A machine of a team: its own home, its own checkout, and another user where that can be had. */
export class Machine {
  constructor(
    readonly home: string,
    readonly checkout: string,
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

  autojit(...args: string[]): Result {
    return this.succeed([autojitCommand, ...args]);
  }

  /** What the program wrote, how many of its functions were made here, and how many were there. */
  first(program: string[]): FirstRun {
    const trace = path.join(this.home, 'trace.jsonl');
    rmSync(trace, { force: true });
    const { stdout } = this.succeed(program, { AUTOJIT_TRACE: trace });
    const lines = existsSync(trace) ? readFileSync(trace, 'utf8').split('\n') : [];
    const materialized = lines.filter((line) => line.includes('"event":"materialized"'));
    const kept = materialized.filter((line) => line.includes('"kept":true'));
    const drafts = kept.filter((line) => line.includes('"tier":"draft"')).length;
    const engine = lines.some((line) => line.includes('"event":"engine"'));
    return { out: stdout, made: materialized.length - kept.length, kept: kept.length, drafts, engine };
  }

  configure(lines: string[]): void {
    const folder = path.join(this.home, '.config', 'autojit');
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, 'config.toml'), `[remote]\n${lines.join('\n')}\n`);
    // The machine's user must be able to read it, and nobody else to write it.
    if (this.prefix.length > 0) run(folder, ['chown', '-R', '65534', this.home]);
  }

  /** The secret word of a new key, and the public one. */
  newKey(): { secret: string; trust: string } {
    const trust = this.autojit('cache', 'key', 'new').stdout.trim();
    return { trust, secret: readFileSync(path.join(this.home, '.config/autojit/team.key'), 'utf8').trim() };
  }
}

/** A folder for everybody, below which everything of a test lies. */
export function testFolder(): string {
  const folder = mkdtempSync(path.join(realpathSync(tmpdir()), 'autojit-team-'));
  chmodSync(folder, 0o755);
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export interface MachineOptions {
  /** Folder of the sources, below the machine's own. */
  checkout?: string;
  prefix?: string[];
  env?: NodeJS.ProcessEnv;
  /** What is checked out. */
  sources?: string;
}

export function machine(folder: string, name: string, options: MachineOptions = {}): Machine {
  const { checkout = name, prefix = [], env = {}, sources = path.join(root, 'examples', 'cmake') } = options;
  const place = path.join(folder, name, checkout);
  mkdirSync(path.join(folder, name, 'home'), { recursive: true });
  cpSync(sources, place, { recursive: true });
  if (prefix.length > 0) run(folder, ['chown', '-R', '65534', path.join(folder, name)]);
  return new Machine(path.join(folder, name, 'home'), place, prefix, env);
}

/** As another user, where this one may become one and that one can read the project; else as this one. */
export function otherUser(): string[] {
  const can =
    process.getuid?.() === 0 &&
    run('/', [...NOBODY, process.execPath, '-e', '', path.join(root, 'dist/cli.js')]).status === 0;
  return can && run('/', [...NOBODY, 'test', '-r', path.join(root, 'dist/cli.js')]).status === 0 ? NOBODY : [];
}

/** A C program in as few files as make needs: `app`, and `tests` of the same objects. */
export function smallSources(folder: string, twice = 'x * 2'): string {
  const place = path.join(folder, 'sources');
  mkdirSync(place, { recursive: true });
  const write = (name: string, text: string): void => writeFileSync(path.join(place, name), text);
  write(
    'Makefile',
    'all: tests app\nCFLAGS = -O2 -g\ntests: tests.o twice.o\napp: app.o twice.o\nclean:\n\trm -f *.o tests app\n',
  );
  write('twice.h', 'int twice(int x);\nint thrice(int x);\n');
  write(
    'twice.c',
    `#include "twice.h"\nint twice(int x) { return ${twice}; }\nint thrice(int x) { return twice(x) + x; }\n`,
  );
  write('tests.c', '#include "twice.h"\nint main(void) { return twice(3) != 6 || thrice(3) != 9; }\n');
  write('app.c', '#include <stdio.h>\n#include "twice.h"\nint main(void) { return printf("%d\\n", thrice(7)) < 0; }\n');
  return place;
}

/** The C program of two files, on a machine of its own. */
export function small(folder: string, name: string, env: NodeJS.ProcessEnv, twice?: string): Machine {
  const one = machine(folder, name, { sources: smallSources(path.join(folder, name), twice), checkout: 'src', env });
  one.autojit('build', '--', 'make');
  return one;
}

export interface Nginx {
  port: number;
  /** Where what is put there lies. */
  data: string;
  log: string;
}

const OWN_CONFIG = `events {}
http {
  client_max_body_size 1g;
  server { listen 80; root /data; location / { dav_methods PUT; create_full_put_path on; } }
}`;

/** Debian's server with its DAV module, and nothing else of that machine: a configuration's port and its paths are put elsewhere. */
export async function nginx(folder: string, config = OWN_CONFIG, password?: string): Promise<Nginx> {
  const port = await freePort();
  const place = path.join(folder, 'nginx');
  for (const name of ['data', 'temp']) mkdirSync(path.join(place, name), { recursive: true });
  run(folder, ['chmod', '-R', '777', place]);
  const temp = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${place}/temp/${name};`,
  );
  if (password !== undefined) writeFileSync(path.join(place, 'push.htpasswd'), password, { mode: 0o644 });
  const own = config
    .replace(/^user .*;$/m, '')
    .replace('listen 80;', `listen 127.0.0.1:${String(port)};`)
    .replace('root /data;', `root ${place}/data;`)
    .replace('/etc/nginx/push.htpasswd', `${place}/push.htpasswd`)
    .replace('http {', `http { access_log ${place}/access.log; ${temp.join(' ')}`);
  writeFileSync(
    path.join(place, 'nginx.conf'),
    `daemon off; pid ${place}/pid; error_log ${place}/error.log;\n${own}\n`,
  );
  const args = ['-c', path.join(place, 'nginx.conf'), '-p', place, '-e', path.join(place, 'error.log')];
  const child = spawn('/usr/sbin/nginx', args);
  onTestFinished(() => void child.kill());
  await until('nginx', () => existsSync(path.join(place, 'pid')));
  return { port, data: path.join(place, 'data'), log: path.join(place, 'access.log') };
}
