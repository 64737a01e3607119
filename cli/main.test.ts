import { spawn, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { GraphSlice } from '../protocol/graph.js';
import { RunTree } from '../protocol/views.js';
import { bundle } from '../server/testing/bundle.js';
import { manifest } from '../server/testing/manifests.js';
import { temporaryFolder, until } from '../server/testing/temporary.js';
import { compileProgram, compileRegular } from './testing/native-program.js';

/** The command as a shell has it: its bundle, its exit code, its output. */

const app = manifest('app.c', [
  { name: 'main', calls: ['f', 'puts'] },
  { name: 'f' },
  { name: 'boot', eager: 'constructor', calls: ['f'] },
]);
let folder = '';
let cli = '';
let program = '';

beforeAll(() => {
  folder = mkdtempSync(join(realpathSync(tmpdir()), 'autojit-cli-'));
  cli = bundle('cli/main.ts', folder);
  program = compileProgram(folder, app);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function autojit(args: string[], env: NodeJS.ProcessEnv = {}, cwd = folder) {
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, [cli, ...args], {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, AUTOJIT_STORE: '', AUTOJIT_TRACE: '', ...env },
  });
  return { status, signal, stdout, stderr };
}

/** One line that says what happened, and no stack trace. */
function expectFailure(result: ReturnType<typeof autojit>, status: number, text: string): void {
  expect(result.stderr).toContain(text);
  expect(result.stderr.trimEnd().split('\n')).toHaveLength(1);
  expect(result.status).toBe(status);
  expect(result.stdout).toBe('');
}

describe('run', () => {
  test('leaves output and exit code alone and sums up on stderr', () => {
    const { status, stdout, stderr } = autojit(['run', '--', './app', '3', '--trace', '-h']);
    expect(stdout).toBe('3\n--trace\n-h\n');
    expect(status).toBe(3);
    expect(stderr).toContain('app · exit 3');
    expect(stderr).toContain('3 functions: 1 materialized, 1 stub, 1 eager');
    expect(stderr).toContain('2.0 ms in the engine');
    expect(stderr).toMatch(/2\.0 ms {2}main {2}app\.c:1/);
  });

  test('writes the trace where it is told, anew each time', () => {
    const trace = join(temporaryFolder(), 'trace.jsonl');
    autojit(['run', '--quiet', '--trace', trace, '--', './app']);
    const { stderr } = autojit(['run', '-q', '--trace', trace, '--', './app']);
    expect(readFileSync(trace, 'utf8').match(/"start"/g)).toHaveLength(1);
    expect(stderr).toBe('');
  });

  test('a crash is reported with its signal and shown as shells show it', () => {
    const { status, stderr } = autojit(['run', '--', './app', 'crash']);
    expect(status).toBe(139);
    expect(stderr).toContain('was ended by SIGSEGV, after 1 materialized function.');
  });

  test('a signal for us reaches the program and ends both', async () => {
    const child = spawn(process.execPath, [cli, 'run', '--', program, 'wait'], { cwd: folder });
    let output = '';
    child.stdout.on('data', (data: Buffer) => (output += data.toString()));
    const ended = new Promise<string | null>((resolve) => child.once('exit', (_, signal) => resolve(signal)));
    await until('the program waits', () => output.includes('wait'));
    child.kill('SIGTERM');
    expect(await ended).toBe('SIGTERM');
  });

  test('what cannot be run is one line and a code of its own', () => {
    expectFailure(autojit(['run', '--', './gone']), 127, 'No such program: ./gone');
    expectFailure(autojit(['run', '--', 'app']), 127, 'Did you mean ./app?');
    expectFailure(autojit(['run', '--', '/usr/bin/env']), 127, 'was not built with AutoJIT');
    expectFailure(autojit(['run', '--', './program.c']), 127, 'is not an x86-64 ELF program');
    const locked = join(temporaryFolder(), 'app');
    writeFileSync(locked, readFileSync(program));
    chmodSync(locked, 0o644);
    expectFailure(autojit(['run', '--', locked]), 126, 'permission denied');
    expectFailure(autojit(['run', '--trace', '/nowhere/t', '--', './app']), 125, 'Cannot write the trace /nowhere/t');
  });

  test('runs even when its store is gone, and says so', () => {
    const lost = temporaryFolder();
    const copy = compileProgram(lost, app);
    rmSync(join(lost, '.autojit'), { recursive: true });
    const { status, stderr } = autojit(['run', '--', copy, '4'], {}, lost);
    expect(status).toBe(4);
    expect(stderr).toContain('The store that app was built into is gone');
  });
});

describe('graph', () => {
  test('json is a valid slice', () => {
    const { stdout } = autojit(['graph', 'app', '--format', 'json', '--externals']);
    const slice = GraphSlice.parse(JSON.parse(stdout));
    expect(slice.edges.map((edge) => `${edge.from} ${edge.to}`)).toEqual(['main f', 'main ext:puts']);
  });

  test('dot and mermaid hold every node and edge', () => {
    const dot = autojit(['graph', 'app', '--view', 'autojit']).stdout;
    expect(dot).toMatch(/^digraph/);
    expect(dot).toContain('"main" -> "runtime:resolve"');
    expect(dot).not.toContain('"main" -> "f"');
    const mermaid = autojit(['graph', 'app', '--format', 'mermaid', '--root', 'boot']).stdout;
    expect(mermaid).toMatch(/^flowchart LR\n {2}n0\["boot"\]:::eager\n {2}n1\["f"\]:::stub\n {2}n0 --> n1\n/);
  });

  test('the live view shows a run', () => {
    const trace = join(temporaryFolder(), 't');
    autojit(['run', '-q', '--trace', trace, '--', './app']);
    const { stdout } = autojit(['graph', 'app', '--view', 'live', '--trace', trace, '--format', 'json']);
    const slice = GraphSlice.parse(JSON.parse(stdout));
    expect(slice.nodes.map((node) => `${node.id} ${node.state ?? ''}`)).toEqual(['main materialized', 'f stub']);
  });

  test('run tree and map are written without a browser', () => {
    const trace = join(temporaryFolder(), 't');
    autojit(['run', '-q', '--trace', trace, '--', './app']);
    const view = (...args: string[]): string => autojit(['graph', 'app', '--trace', trace, '--view', ...args]).stdout;
    expect(view('run')).toMatch(/^digraph run \{[^]*label="main"/);
    expect(view('run', '--format', 'svg')).toMatch(/^<svg [^]*>main<[^]*1 function ran[^]*<\/svg>\n$/);
    expect(view('map')).toMatch(/^digraph map \{[^]*1 of 3 ran/);
    expect(view('map', '--format', 'svg')).toMatch(/1 of 3 functions ran/);
    expect(view('map', '--format', 'text').split('\n')[0]).toBe('folder\tpart\tfunctions\tran\tinstructions');
    expect(RunTree.parse(JSON.parse(view('run', '--format', 'json'))).label).toEqual(['main']);
  });

  test('what autojit.toml says is of others is left out by --own, as an editor folds it', () => {
    const named = temporaryFolder();
    const shared = { name: 'inflate', file: join(named, 'ext/zlib/inflate.c') };
    compileProgram(named, manifest('app.c', [{ name: 'main', calls: ['inflate'] }, shared], { directory: named }));
    writeFileSync(join(named, 'autojit.toml'), '[picture]\nthird-party = ["ext/*"]\n');
    const own = autojit(['graph', join(named, 'app'), '--own', '--format', 'json']);
    expect(GraphSlice.parse(JSON.parse(own.stdout)).nodes.map(({ label }) => label)).toEqual(['main']);
    expect(own.stderr).toContain('1 function of libraries left out');
    const parts = autojit(['graph', join(named, 'app'), '--view', 'map', '--format', 'text']).stdout;
    expect(parts).toMatch(/^ext\text\t1/m);
  });

  test('wrong questions get one line', () => {
    expectFailure(autojit(['graph', 'app', '--view', 'run', '--format', 'csv']), 2, 'csv is for call graphs');
    expectFailure(autojit(['graph', 'app', '--format', 'svg']), 2, 'svg is for --view run and map');
    expectFailure(autojit(['graph', 'app', '--root', 'nope']), 1, 'There is no function nope');
    expectFailure(autojit(['graph', 'app', '--view', 'live']), 2, 'needs a run');
    expectFailure(autojit(['graph', 'app', '--view', 'live', '--trace', 'gone']), 1, 'Cannot read the trace gone');
    expectFailure(autojit(['graph', 'app', '--depth', 'deep']), 2, 'whole number');
  });
});

describe('report', () => {
  test('puts functions, sections and sizes beside those of the regular build', () => {
    const regular = compileRegular(folder);
    const { stdout } = autojit(['report', 'app', '--regular', 'regular', '--json']);
    const result = JSON.parse(stdout) as Record<string, unknown>;
    expect(result).toMatchObject({
      program: { path: program, fileSize: readFileSync(program).length },
      regular: { path: regular, fileSize: readFileSync(regular).length },
      functions: { total: 3, lazy: 2, eager: 1 },
      eager: [{ name: 'boot', code: 'constructor' }],
    });
    const text = autojit(['report', 'app', '--regular', 'regular']).stdout;
    expect(text).toMatch(/regular +AutoJIT +ratio/);
    expect(text).toMatch(/ {2}\.text +\S+ k?B +\S+ k?B +\d+\.\d\d/);
    expect(text).toContain('boot  because of constructor');
  });

  test('with a run: what it used, by source', () => {
    const trace = join(temporaryFolder(), 't');
    autojit(['run', '-q', '--trace', trace, '--', './app']);
    const result = JSON.parse(autojit(['report', 'app', '--trace', trace, '--json']).stdout) as Record<string, unknown>;
    expect(result).toMatchObject({
      run: { materialized: 1, neverCalled: 1, modules: 1 },
      perModule: [{ functions: 3, lazy: 2, eager: 1, materialized: 1, neverCalled: 1 }],
    });
    const { stdout } = autojit(['report', 'app', '--trace', trace]);
    expect(stdout).toContain('the run used 1 function in 1 source; 1 stub was never called');
    expectFailure(autojit(['report', 'app', '--trace', 'gone']), 1, 'Cannot read the trace gone');
  });

  test('with compile times, of the last compile of each source, where the compilers noted them', () => {
    const here = temporaryFolder();
    compileProgram(here, manifest('app.c', [{ name: 'main' }, { name: 'f' }], { directory: here }));
    const time = (lazy: boolean, cpuMs: number, sources = ['app.c']) =>
      `${JSON.stringify({ v: 1, lazy, ms: 1, cpuMs, directory: here, sources })}\n`;
    const report = (...args: string[]) => autojit(['report', join(here, 'app'), ...args]).stdout;
    expect(JSON.parse(report('--json'))).toMatchObject({ compile: null });
    const file = join(here, '.autojit/compile-times.jsonl');
    writeFileSync(file, `${time(true, 900)}${time(true, 20)}{"half a line\n${time(true, 7, ['app.c', 'b.c'])}`);
    expect(JSON.parse(report('--json'))).toMatchObject({ compile: { sources: 1, ms: 20, both: null } });
    appendFileSync(file, time(false, 80));
    expect(JSON.parse(report('--json'))).toMatchObject({
      compile: { sources: 1, ms: 20, both: { sources: 1, ms: 20, regularMs: 80 } },
      perModule: [{ compileMs: 20, regularCompileMs: 80 }],
    });
    expect(report()).toContain('for 1 source that a regular build compiled too 20 ms, regular 80 ms: 0.25');
    expect(report('--html')).toContain('of the regular 80 ms for 1 source');
  });

  test('as one page that loads nothing and lets no name become markup', () => {
    const here = temporaryFolder();
    compileProgram(here, manifest('a<b>&.c', [{ name: 'operator<<' }, { name: 'boot', eager: '"><script>' }]));
    const { stdout, status } = autojit(['report', join(here, 'app'), '--html']);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^<!doctype html>/);
    expect(stdout).toContain('a&lt;b&gt;&amp;.c');
    expect(stdout).not.toMatch(/<script|src=|href=|https?:/);
    expectFailure(autojit(['report', 'app', '--html', '--json']), 2, 'Choose one of --json and --html');
  });

  test('two builds with AutoJIT are no comparison', () => {
    expectFailure(autojit(['report', 'app', '--regular', 'app']), 1, 'was built with AutoJIT too');
    expectFailure(autojit(['report', '/usr/bin/env']), 1, 'was not built with AutoJIT');
    expectFailure(autojit(['report', 'gone']), 1, 'No such program: gone');
  });

  test('a program whose store is gone is one line', () => {
    const lost = temporaryFolder();
    const copy = compileProgram(lost, app);
    rmSync(join(lost, '.autojit'), { recursive: true });
    expectFailure(autojit(['report', copy]), 1, 'is gone');
  });
});

describe('build', () => {
  /** A toolchain whose parts are there, and a build command that shows what it was given. */
  function toolchain(): string {
    const root = temporaryFolder();
    for (const part of ['bin', 'lib', 'shims']) mkdirSync(join(root, part));
    const parts = ['bin/autojit-clang', 'bin/autojit-clang++', 'shims/cc', 'autojit.cfg'];
    const libraries = [
      'autojit-plugin-0123456789abcdef',
      'libautojit.a',
      'libautojit-runtime.so',
      'libautojit-engine.so',
    ];
    for (const name of [...parts, ...libraries.map((library) => `lib/${library}`)])
      writeFileSync(join(root, name), '', { mode: 0o755 });
    return root;
  }

  test('gives the command our compilers and a store, and passes its exit code on', () => {
    const root = toolchain();
    const here = temporaryFolder();
    const script = 'echo $CC; echo $CXX; echo $AUTOJIT_STORE; command -v cc; exit 7';
    const result = autojit(['build', '--', 'sh', '-c', script], { AUTOJIT_TOOLCHAIN: root }, here);
    expect(result.stdout.split('\n')).toEqual([
      join(root, 'bin/autojit-clang'),
      join(root, 'bin/autojit-clang++'),
      join(here, '.autojit'),
      join(root, 'shims/cc'),
      '',
    ]);
    expect(result).toMatchObject({ status: 7, stderr: '' });
  });

  test('says when a build compiled nothing with us', () => {
    const env = { AUTOJIT_TOOLCHAIN: toolchain() };
    const store = join(temporaryFolder(), 'store');
    const { status, stderr } = autojit(['build', '--store', store, '--', 'true'], env);
    expect(status).toBe(0);
    expect(stderr).toContain(`the build wrote nothing to ${store}`);
  });

  test('what stands in the way is one line', () => {
    const env = { AUTOJIT_TOOLCHAIN: toolchain() };
    const here = temporaryFolder();
    expectFailure(autojit(['build', '--', 'no-such-command'], env, here), 127, 'Cannot start no-such-command');
    expectFailure(
      autojit(['build', '--', 'make', 'CC=gcc-12'], env, here),
      125,
      'CC=gcc-12, and that compiler would not be',
    );
    const gcc = { ...env, AUTOJIT_CLANG: '/bin/ls' };
    expectFailure(autojit(['build', '--', 'true'], gcc, here), 125, 'AUTOJIT_CLANG names /bin/ls, which is not clang');
    const gone = { AUTOJIT_TOOLCHAIN: join(here, 'gone') };
    expectFailure(autojit(['build', '--', 'true'], gone, here), 125, 'compiler driver is missing');
  });

  test('another LLVM major is not "missing"', () => {
    const old = temporaryFolder();
    const fake = join(old, 'clang-old');
    writeFileSync(fake, '#!/bin/sh\necho "Debian clang version 18.1.8"\n', { mode: 0o755 });
    const env = { AUTOJIT_TOOLCHAIN: toolchain(), AUTOJIT_CLANG: fake };
    expectFailure(autojit(['build', '--', 'true'], env, old), 125, 'which is clang 18.1.8; AutoJIT needs 22 or 19');
  });
});

describe('cache', () => {
  function store(): string {
    const here = temporaryFolder();
    compileProgram(here, app);
    return join(here, '.autojit');
  }

  test('shows and clears what is a store’s, and nothing else', () => {
    const path = store();
    writeFileSync(join(path, 'modules/notes.txt'), 'mine');
    expect(autojit(['cache', 'stats', '--store', path, '--json']).stdout).toContain('"manifests": 1');
    const { stdout, status } = autojit(['cache', 'clear', '--store', path]);
    expect(status).toBe(0);
    expect(stdout).toContain('Removed 1 file');
    expect(existsSync(join(path, 'modules/notes.txt'))).toBe(true);
    expect(autojit(['cache', 'stats', '--store', path, '--json']).stdout).toContain('"manifests": 0');
  });

  test('counts, verifies, collects and clears images', () => {
    const path = store();
    const images = join(path, 'images');
    const log = join(images, `${'0'.repeat(32)}-${'1'.repeat(16)}.log`);
    mkdirSync(images);
    copyFileSync(join(import.meta.dirname, 'testing/two-images.log'), log);
    expect(autojit(['cache', '--store', path]).stdout).toContain('2 images of functions of 1 program or library');
    expect(autojit(['cache', 'verify', '--store', path]).stdout).toContain('1 file of bodies and images, none damaged');
    truncateSync(log, 500);
    const { status, stdout, stderr } = autojit(['cache', 'verify', '--store', path]);
    expect(status).toBe(1);
    expect(stdout).toBe(`${log}: its end cannot be read (a full disk?); the next run replaces it\n`);
    expect(stderr).toContain('1 file of 1 damaged');
    expect(autojit(['cache', 'gc', '--store', path]).stdout).toContain('Removed 0 files');
    expect(autojit(['cache', 'gc', '--max', '0', '--store', path]).stdout).toContain('Removed 1 file of images');
    expect(existsSync(log)).toBe(false);
    writeFileSync(log, '');
    expect(autojit(['cache', 'clear', '--images', '--store', path]).stdout).toContain('Removed 1 file');
    expect(autojit(['cache', '--store', path, '--json']).stdout).toContain('"manifests": 1');
  });

  test('keeps its hands off what is no store', () => {
    const other = temporaryFolder();
    writeFileSync(join(other, 'precious.json'), '{}');
    expectFailure(autojit(['cache', 'clear', '--store', other]), 1, 'is not an AutoJIT store');
    expectFailure(autojit(['cache', 'stats', '--store', join(other, 'gone')]), 1, 'There is no store');
    expect(existsSync(join(other, 'precious.json'))).toBe(true);
  });
});

describe('doctor', () => {
  test('names each part with its place, or how to get it', () => {
    const result = autojit(['doctor', '--json'], { AUTOJIT_TOOLCHAIN: '/nowhere', AUTOJIT_STORE: temporaryFolder() });
    const checks = JSON.parse(result.stdout) as { name: string; ok: boolean; help?: string; version?: string }[];
    expect(checks.find((check) => check.name === 'clang')).toMatchObject({ ok: true });
    expect(checks.find((check) => check.name === 'engine')).toMatchObject({
      ok: false,
      help: 'Not in /nowhere. Build it with "npm run build".',
    });
    expect(result.status).toBe(1);
  });
});

test('--help and --version are answers, an unknown command is an error', () => {
  expect(autojit(['--help']).status).toBe(0);
  expect(autojit(['run', '--help']).stdout).toContain('--trace');
  expect(autojit(['--version'])).toMatchObject({ status: 0, stdout: '0.1.0\n' });
  expectFailure(autojit(['frobnicate']), 2, "unknown command 'frobnicate'");
});
