// Installs Debian packages: says what and why before, touches nothing when nothing is missing.
import fs from 'node:fs';
import readline from 'node:readline/promises';
import { Failure, capture, commandLine, run, which } from './exec.mjs';
import { say, step } from './steps.mjs';

const release = () =>
  (fs.existsSync('/etc/os-release')
    ? /PRETTY_NAME="?([^"\n]*)/.exec(fs.readFileSync('/etc/os-release', 'utf8'))?.[1]
    : undefined) ?? 'this system';

/** Those of the named packages that are not installed. */
function missing(names) {
  // dpkg-query fails when it does not know one of them, and still prints the others.
  const listed =
    capture('sh', [
      '-c',
      'dpkg-query -W -f "\\${Package} \\${db:Status-Status}\\n" "$@" 2>/dev/null; true',
      'sh',
      ...names,
    ]) ?? '';
  const installed = new Set(
    listed
      .split('\n')
      .filter((line) => line.endsWith(' installed'))
      .map((line) => line.split(' ')[0]),
  );
  return names.filter((name) => !installed.has(name));
}

/** Those that the machine's package lists do not offer. */
function unavailable(names) {
  return names.filter((name) => !/^ {2}Candidate: (?!\(none\))/m.test(capture('apt-cache', ['policy', name]) ?? ''));
}

/** How to become root: nothing when we are, else sudo. Asks on a terminal, and only there. */
async function privilege(names, command) {
  if (process.getuid() === 0) return [];
  if (!which('sudo')) {
    throw new Failure('installing packages needs root, and there is no sudo here.', {
      next: `as root, run: ${command}`,
    });
  }
  if (!process.stdin.isTTY) {
    if (capture('sudo', ['-n', 'true']) === undefined) {
      throw new Failure('installing packages needs root, and sudo wants a password that nobody can type here.', {
        next: `run this on a terminal, or as root: ${command}`,
      });
    }
    return ['sudo', '-n'];
  }
  const ask = readline.createInterface({ input: process.stdin, output: process.stdout });
  try {
    const answer = await ask.question(`Install ${names.length === 1 ? 'it' : 'them'} now with sudo? [Y/n] `);
    if (!/^(y|yes|)$/i.test(answer.trim()))
      throw new Failure('nothing was installed, as you asked.', { next: `install it yourself: ${command}` });
  } finally {
    ask.close();
  }
  // Asks for the password now, where it can be seen, and not in the middle of a progress line.
  await run('sudo', ['-v'], { stdin: 'inherit' });
  return ['sudo'];
}

/** Makes sure that every package of `wanted` (name -> reason) is there. */
export async function installPackages(wanted) {
  const names = Object.keys(wanted);
  if (!which('dpkg-query') || !which('apt-get')) {
    throw new Failure(`${release()} has no apt, and the set-up knows Debian 12's packages only.`, {
      next: 'use Debian 12 (a container will do).',
    });
  }
  const absent = missing(names);
  if (absent.length === 0) return;

  say(`Missing Debian packages, to be installed from the package lists of this machine:`);
  const width = Math.max(...absent.map((name) => name.length));
  for (const name of absent) say(`    ${name.padEnd(width)}  ${wanted[name]}`);
  const install = ['install', '-y', '--no-install-recommends', ...absent];
  const command = commandLine('apt-get', install);
  const root = await privilege(absent, command);
  const apt = async (args, options) => {
    const [program, ...rest] = [
      ...root,
      'env',
      'DEBIAN_FRONTEND=noninteractive',
      'apt-get',
      '-o',
      'DPkg::Lock::Timeout=300',
      ...args,
    ];
    return run(program, rest, options);
  };

  const update = (why) =>
    step(
      `Reading the package lists (${why})`,
      'apt-update',
      'check the network and /etc/apt/sources.list.d, then run this again.',
      (io) => apt(['update'], io),
    );
  let fresh = false;
  if (unavailable(absent).length > 0) {
    await update('some packages are unknown so far');
    fresh = true;
  }
  const unknown = unavailable(absent);
  if (unknown.length > 0) {
    throw new Failure(`the package lists of ${release()} do not offer ${unknown.join(', ')}.`, {
      next: 'AutoJIT needs Debian 12 with its security suite (bookworm-security main), which has LLVM 22: add it to /etc/apt/sources.list.d and run this again.',
    });
  }
  const attempt = () =>
    step(
      `Installing ${absent.length} Debian package${absent.length === 1 ? '' : 's'}`,
      'apt-install',
      `run \`${command}\` as root, see what it says, then run this again.`,
      (io) => apt(install, io),
    );
  try {
    await attempt();
  } catch (error) {
    // Lists that are older than the archive name files that are gone.
    if (fresh || !/404|Unable to fetch|Failed to fetch/.test(fs.readFileSync(error.log, 'utf8'))) throw error;
    await update('they are older than the archive');
    await attempt();
  }
}
