import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { readAnswer, writeAnswer } from '../../server/remote/action-result.js';
import { makeKey, readSecretKey, signFor, type SigningKey } from '../../server/remote/keys.js';
import { root } from '../harness/paths.js';
import { autojitCommand, run } from './support.js';
import { machine, nginx, otherUser, smallSources, testFolder, type Machine, type Nginx } from './team-machines.js';

/** docs/team-cache.md is what is run here: its server's configuration as it stands, and the jobs' commands in their order. */
const page = readFileSync(path.join(root, 'docs', 'team-cache.md'), 'utf8');

/** The code block of the page that has this line. */
function block(line: string): string {
  const found = [...page.matchAll(/^```\w+\n([^]*?)^```$/gm)]
    .map(([, text = '']) => text)
    .find((text) => text.includes(line));
  if (found === undefined) throw new Error(`docs/team-cache.md has no code with: ${line}`);
  return found;
}

interface Step {
  if: string | undefined;
  run: string;
  env: Record<string, string>;
}

const PAIR = /^ *([A-Z_]+): (.+)$/gm;
const pairsIn = (text: string): Record<string, string> =>
  Object.fromEntries(
    [...text.matchAll(PAIR)].map(([, name = '', value = '']) => [name, value.replace(/^"(.*)"$/, '$1')]),
  );

/** The steps of the page's workflow, as far as they run something. */
function workflow(): { env: Record<string, string>; steps: Step[] } {
  const [head = '', ...steps] = block('# .github/workflows/build.yml').split(/^ {6}- /m);
  return {
    env: pairsIn(head),
    steps: steps.flatMap((step) => {
      const [, several, one] = /^ *run: (?:\|\n((?: {10}.*\n)+)|(.+)\n)/m.exec(` ${step}`) ?? [];
      const command = several?.replaceAll(/^ {10}/gm, '') ?? one;
      const [, condition] = /^if: (.+)$/m.exec(step) ?? [];
      return command === undefined ? [] : [{ if: condition, run: command, env: pairsIn(step) }];
    }),
  };
}

/** GitLab's script: lines, and blocks of them. */
function script(): { env: Record<string, string>; commands: string[] } {
  const text = block('# .gitlab-ci.yml');
  const [head = '', body = ''] = text.split('  script:\n');
  const commands = body.split(/^ {4}- /m).slice(1);
  return {
    env: pairsIn(head),
    commands: commands.map((command) => command.replace(/^\|\n/, '').replaceAll(/^ {6}/gm, '')),
  };
}

const PASSWORD = 'correct horse';

interface Team extends Nginx {
  folder: string;
  trust: string;
  secret: string;
  ci: SigningKey;
  /** What the page says, with this server's address and key in the places of its examples. */
  here: (text: string) => string;
}

/** The page's server, as it is configured there. */
async function team(): Promise<Team> {
  const folder = testFolder();
  const users = path.join(folder, 'users');
  mkdirSync(users);
  expect(run(users, ['sh', '-ec', block('push.htpasswd')], { PASSWORD }).status).toBe(0);
  // Both files that the service mounts are those that the page makes.
  const compose = block('# compose.yaml');
  for (const name of ['nginx.conf', 'push.htpasswd']) expect(compose).toContain(`./${name}:/etc/nginx/${name}:ro`);
  const server = await nginx(folder, block('# nginx.conf'), readFileSync(path.join(users, 'push.htpasswd'), 'utf8'));
  const { secretWord: secret, publicWord: trust } = makeKey();
  const here = (text: string): string =>
    text
      .replaceAll('autojit-public-…', trust)
      .replaceAll('${{ secrets.CACHE_PASSWORD }}', encodeURIComponent(PASSWORD))
      .replaceAll('${{ secrets.AUTOJIT_REMOTE_KEY }}', secret)
      .replaceAll(/https:\/\/((?:[^/@\s]*@)?)cache\.example/g, `http://$1127.0.0.1:${String(server.port)}`);
  return { ...server, folder, trust, secret, ci: readSecretKey(secret) as SigningKey, here };
}

const here = ({ here: put }: Team, env: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(env).map(([name, value]) => [name, put(value)]));

/** autojit on the PATH, as the image of a job has it. */
function withCommand(folder: string): NodeJS.ProcessEnv {
  const bin = path.join(folder, 'bin');
  mkdirSync(bin, { recursive: true });
  if (!existsSync(path.join(bin, 'autojit'))) symlinkSync(autojitCommand, path.join(bin, 'autojit'));
  return { PATH: `${bin}:${process.env['PATH'] ?? ''}` };
}

function checkout(of: Team, name: string, place: string, prefix: string[] = []): Machine {
  const sources = smallSources(path.join(of.folder, `${name}-sources`));
  return machine(of.folder, name, { sources, checkout: place, prefix, env: withCommand(of.folder) });
}

/** A job of the workflow on this branch. */
function job(of: Team, name: string, ref: string): Machine {
  const runner = checkout(of, name, 'work/project');
  const { env, steps } = workflow();
  expect(steps.length).toBeGreaterThan(2);
  for (const step of steps) {
    if (step.if !== undefined && step.if !== `github.ref == '${ref}'`) continue;
    runner.succeed(['bash', '-ec', step.run], { ...here(of, env), ...here(of, step.env) });
  }
  return runner;
}

const filesIn = (folder: string): string[] =>
  existsSync(folder) ? readdirSync(folder, { recursive: true }).map(String).sort() : [];

function developer(of: Team, name: string, prefix: string[] = []): Machine {
  const dev = checkout(of, name, path.join('src', name), prefix);
  const [, ...lines] = of.here(block('[remote]')).split('\n');
  writeFileSync(path.join(dev.home, 'token'), '');
  dev.configure(lines.filter((line) => !line.startsWith('token-file')));
  dev.autojit('build', '--', 'make');
  return dev;
}

test('a job of the page’s workflow builds, tests, signs and pushes; a fresh checkout elsewhere pulls and runs', async () => {
  const of = await team();
  job(of, 'pull-request', 'refs/pull/1/merge');
  expect(filesIn(of.data)).toEqual([]);
  job(of, 'main', 'refs/heads/main');
  const pushed = filesIn(of.data);
  expect(pushed.length).toBeGreaterThan(5);
  const dev = developer(of, 'dev', otherUser());
  expect(dev.autojit('run', '--', './tests').stderr).toMatch(/\b(\d+) called: 0 made here, \1 from the team/);
  // A program that nobody pushed has what the tests called of the same objects.
  expect(dev.autojit('run', '--', './app').stderr).toMatch(/called: 1 made here, [12] from the team/);
  // A pull request reads, and cannot push even if it says so.
  const before = filesIn(of.data);
  const reader = job(of, 'second-request', 'refs/pull/2/merge');
  const put = ['curl', '-s', '-o', '/dev/null', '-w', '%{http_code}', '-X', 'PUT', '--data-binary', 'x'];
  expect(reader.succeed([...put, `http://127.0.0.1:${String(of.port)}/autojit/cas/x`]).stdout).toBe('401');
  expect(filesIn(of.data)).toEqual(before);
});

test('GitLab’s script of the page does the same, and pushes from protected branches only', async () => {
  const of = await team();
  const { env, commands } = script();
  expect(commands.length).toBeGreaterThan(2);
  const runner = checkout(of, 'runner', 'builds/project');
  const secrets = { CACHE_PASSWORD: encodeURIComponent(PASSWORD), AUTOJIT_REMOTE_KEY: of.secret };
  for (const [isProtected, more] of [
    ['false', {}],
    ['true', secrets],
  ] as const) {
    const lines = commands.map((command) => of.here(command)).join('\n');
    runner.succeed(['bash', '-ec', lines], { ...here(of, env), CI_COMMIT_REF_PROTECTED: isProtected, ...more });
    expect(filesIn(of.data).length > 0).toBe(isProtected === 'true');
  }
  expect(developer(of, 'dev').autojit('run', '--', './tests').stderr).toMatch(
    /\b(\d+) called: 0 made here, \1 from the team/,
  );
});

test('whatever is put in the place of what was signed, nothing of it runs, and the reason is said', async () => {
  const of = await team();
  job(of, 'main', 'refs/heads/main');
  const place = path.join(of.data, 'autojit');
  const sound = path.join(of.folder, 'sound');
  cpSync(place, sound, { recursive: true });
  const stranger = readSecretKey(makeKey().secretWord) as SigningKey;
  const each = (space: 'ac' | 'cas', change: (bytes: Buffer, name: string) => Buffer) => (): void => {
    for (const name of readdirSync(path.join(sound, space)))
      writeFileSync(path.join(place, space, name), change(readFileSync(path.join(sound, space, name)), name));
  };
  const signedBy = (key: SigningKey | undefined) =>
    each('ac', (bytes, name) => {
      const { blob } = readAnswer(bytes) ?? {};
      if (!blob) throw new Error('what was pushed is no answer');
      return writeAnswer({ blob, signature: key ? signFor(name, blob, key) : Buffer.alloc(0) });
    });
  const names = readdirSync(path.join(sound, 'ac'));
  const after = (name: string): string => names[(names.indexOf(name) + 1) % names.length] ?? '';
  const forgeries: Record<string, [() => void, RegExp]> = {
    unsigned: [signedBy(undefined), /not signed/],
    'signed by a stranger': [signedBy(stranger), /signed by nobody you trust/],
    'signed for another key': [
      each('ac', (_, name) => readFileSync(path.join(sound, 'ac', after(name)))),
      /with a wrong signature/,
    ],
    'half an answer': [each('ac', (bytes) => bytes.subarray(0, bytes.length >> 1)), /damaged|not signed/],
    'half a blob': [each('cas', (bytes) => bytes.subarray(0, bytes.length >> 1)), /damaged/],
    'another blob': [each('cas', (bytes) => Buffer.from(bytes.map((byte) => byte ^ 1))), /damaged/],
  };
  const dev = developer(of, 'dev');
  const nobody = dev.first(['./tests']).made;
  for (const [kind, [forge, reason]] of Object.entries(forgeries)) {
    dev.autojit('cache', 'clear', '--images');
    forge();
    const pulled = dev.autojit('cache', 'pull', './tests').stdout;
    expect(pulled, kind).toMatch(/: 0 functions from the team/);
    expect(pulled, kind).toMatch(reason);
    expect(dev.first(['./tests']), kind).toMatchObject({ made: nobody, kept: 0 });
    // Into the same files: they are the server's.
    for (const space of ['ac', 'cas'] as const) each(space, (bytes) => bytes)();
  }
  dev.autojit('cache', 'clear', '--images');
  expect(dev.autojit('cache', 'pull', './tests').stdout).not.toContain('misses');
});
