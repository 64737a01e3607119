import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { autojitCommand } from './support.js';
import { machine, nginx, otherUser, small, testFolder, type Machine } from './team-machines.js';

/** Paths from the root on, debug info that names folders, optimization: the hardest of builds to share. */
function build(on: Machine, ...others: string[]): void {
  const flags = ['-DCMAKE_BUILD_TYPE=RelWithDebInfo', ...others];
  on.succeed([autojitCommand, 'build', '--', 'cmake', '-S', '.', '-B', 'build', ...flags]);
  on.succeed([autojitCommand, 'build', '--', 'cmake', '--build', 'build']);
}

/** A machine that has built and run the program and pushed it to a folder, which is all that it shares. */
function pushed(name: string) {
  const folder = testFolder();
  const shared = path.join(folder, 'shared');
  mkdirSync(shared);
  const on = machine(folder, name, { env: { AUTOJIT_REMOTE: shared } });
  build(on);
  const there = on.first(['build/shapes', 'circle:3']);
  const { trust } = on.newKey();
  const key = path.join(on.home, '.config/autojit/team.key');
  const { stdout } = on.succeed([autojitCommand, 'cache', 'push', 'build/shapes'], { AUTOJIT_REMOTE_KEY: key });
  return { folder, shared, on, there, trust, says: stdout };
}

test('what one machine made and pushed the next one runs, in another checkout, as another user, and makes nothing', () => {
  const { folder, shared, on: ci, there, trust, says } = pushed('ci');
  expect(there.made).toBeGreaterThan(10);
  expect(there.engine).toBe(true);
  expect(says).toMatch(/^shapes: the team has \d+ functions, \d+ of them new/);

  const dev = machine(folder, 'dev', { checkout: 'src/elsewhere', prefix: otherUser() });
  dev.configure([`url = "${shared}"`, `trust = ["${trust}"]`]);
  build(dev);
  expect(dev.succeed([autojitCommand, 'cache', 'pull', 'build/shapes']).stdout).toMatch(
    new RegExp(`^build/shapes: ${String(there.made)} functions from the team`),
  );
  // Module and slot are the key: no LLVM is needed to know it.
  const first = dev.first(['build/shapes', 'circle:3']);
  expect(first).toMatchObject({ out: there.out, made: 0, kept: there.made, engine: false });
  // Who runs what another user of this machine built has what that one made, and asks for none of it.
  const guest = machine(folder, 'guest', { prefix: otherUser() });
  guest.configure([`url = "${shared}"`, `trust = ["${trust}"]`]);
  expect(guest.succeed([autojitCommand, 'cache', 'pull', path.join(ci.checkout, 'build/shapes')]).stdout).toContain(
    ': 0 functions from the team',
  );
  // It has all now, and the server is not asked for more than what there is.
  expect(dev.succeed([autojitCommand, 'cache', 'pull', 'build/shapes']).stdout).toContain(
    ': 0 functions from the team',
  );
});

test.each(['-march=x86-64-v2', '-fno-strict-aliasing -O3'])('code of other options is other code: %s', (options) => {
  const { folder, shared, there, trust } = pushed('ci');
  const dev = machine(folder, 'dev');
  dev.configure([`url = "${shared}"`, `trust = ["${trust}"]`]);
  build(dev, `-DCMAKE_CXX_FLAGS=${options}`);
  // It may come along, as code of a build before an edit does; what is used of it is known by its key.
  expect(dev.first(['build/shapes', 'circle:3'])).toMatchObject({ out: there.out, made: there.made, kept: 0 });
});

test('code of a stranger is not run, and that is said', () => {
  const { folder, shared } = pushed('stranger');
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

test('a CI job pushes to a plain server, and a program that starts elsewhere has all from the team', async () => {
  const folder = testFolder();
  const { port, log } = await nginx(folder);
  const url = `http://127.0.0.1:${String(port)}/autojit`;
  const ci = machine(folder, 'ci', { env: { AUTOJIT_REMOTE: url } });
  build(ci);
  ci.succeed([autojitCommand, 'run', '-q', '--', 'build/shapes', 'circle:3', 'box:2x3']);
  const { trust, secret } = ci.newKey();
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

test('finals that are made later replace the drafts that others got, and never the other way round', () => {
  const folder = testFolder();
  const shared = path.join(folder, 'shared');
  mkdirSync(shared);
  const ci = small(folder, 'ci', { AUTOJIT_REMOTE: shared });
  const { trust, secret } = ci.newKey();
  const push = (): string =>
    ci.succeed([autojitCommand, 'cache', 'push', 'app'], { AUTOJIT_REMOTE_KEY: secret }).stdout;
  expect(ci.first(['./app'])).toMatchObject({ made: 3 });
  expect(push()).toContain('the team has 3 functions, 3 of them new');
  const dev = small(folder, 'dev', { AUTOJIT_REMOTE: shared, AUTOJIT_REMOTE_TRUST: trust });
  dev.autojit('cache', 'pull', 'app');
  expect(dev.first(['./app'])).toMatchObject({ out: '21\n', made: 0, kept: 3, drafts: 3 });

  ci.autojit('cache', 'fill', '--ran', 'app');
  expect(push()).toContain('the team has 3 functions, 3 of them new');
  expect(push()).toContain(' 0 of them new');
  dev.autojit('cache', 'pull', 'app');
  // One of the three is inlined into another.
  expect(dev.first(['./app'])).toMatchObject({ out: '21\n', made: 0, kept: 2, drafts: 0 });
});

test('after an edit, what did not change comes from the team', () => {
  const folder = testFolder();
  const shared = path.join(folder, 'shared');
  mkdirSync(shared);
  const ci = small(folder, 'ci', { AUTOJIT_REMOTE: shared });
  const { trust, secret } = ci.newKey();
  ci.autojit('run', '-q', '--', './app');
  ci.succeed([autojitCommand, 'cache', 'push', 'app'], { AUTOJIT_REMOTE_KEY: secret });
  // As drafts, nothing is inlined: thrice() and main() are what they were.
  const dev = small(folder, 'dev', { AUTOJIT_REMOTE: shared, AUTOJIT_REMOTE_TRUST: trust }, 'x + x + 0 * x');
  const first = dev.autojit('run', '--', './app');
  expect(first).toMatchObject({ stdout: '21\n' });
  expect(first.stderr).toContain('3 called: 1 made here, 2 from the team');
  expect(dev.autojit('run', '--', './app').stderr).toContain('1 kept from earlier runs, 2 from the team');
  // What is made here after that was cleared is equal, and not the team's.
  dev.autojit('cache', 'clear', '--images');
  dev.succeed([autojitCommand, 'run', '-q', '--', './app'], { AUTOJIT_REMOTE: 'off' });
  expect(dev.autojit('run', '--', './app').stderr).toContain('3 kept from earlier runs, 0 from the team');
});

test('autojit cache says where code came from, what was spared, and why the rest was not had', () => {
  const folder = testFolder();
  const shared = path.join(folder, 'shared');
  mkdirSync(shared);
  const ci = small(folder, 'ci', { AUTOJIT_REMOTE: shared });
  const { trust, secret } = ci.newKey();
  ci.autojit('run', '-q', '--', './app');
  ci.succeed([autojitCommand, 'cache', 'push', 'app'], { AUTOJIT_REMOTE_KEY: secret });
  expect(ci.autojit('cache').stdout).toContain(
    '3 functions in 1 run: 3 made, 0 kept from earlier runs, 0 from the team',
  );
  const dev = small(folder, 'dev', { AUTOJIT_REMOTE: shared, AUTOJIT_REMOTE_TRUST: trust });
  for (const program of ['./app', './app', './tests']) dev.autojit('run', '-q', '--', program);
  const { stdout } = dev.autojit('cache');
  expect(stdout).toMatch(
    /\d+ functions in 3 runs: 1 made, 0 kept from earlier runs, \d+ from the team, which spared (at least )?[\d.]+ m?s/,
  );
  expect(stdout).toMatch(/^ {2}programs: 1 found, 2 nobody pushed$/m);
  expect(stdout).toMatch(/^ {2}modules: [34] found, 1 nobody pushed$/m);
  expect(dev.autojit('doctor').stdout).toMatch(/team cache.*functions from the team, 3 misses/);
});
