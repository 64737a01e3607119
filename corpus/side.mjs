// One build of one program: its folder, its compilers, and how its tests are run. Descriptions in programs/ see nothing else.
import { spawn } from 'node:child_process';
import crypto from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { run } from '../tooling/exec.mjs';
import { root, toolchain } from '../tooling/paths.mjs';

/** Each level with the flags that people use at it. */
export const levels = { O0: '-O0 -g', O2: '-O2' };

const JOBS = os.availableParallelism();
const TIMEOUT = 600_000;
const KEPT = 1 << 16;

const compilers = {
  regular: { cc: 'clang-22', cxx: 'clang++-22' },
  autojit: {
    cc: path.join(toolchain, 'bin', 'autojit-clang'),
    cxx: path.join(toolchain, 'bin', 'autojit-clang++'),
  },
};

/** Digest of a test's output, for comparing; addresses differ from run to run and are left out. */
const digest = (text) =>
  crypto
    .createHash('sha256')
    .update(text.replaceAll(/0x[0-9a-f]{4,}/g, '0x…'))
    .digest('hex')
    .slice(0, 16);

/** Runs a command to its end, however it ends: exit code, what it wrote, and the digest of its standard output. */
function observe(command, args, { cwd, env, input, timeout = TIMEOUT }) {
  return new Promise((resolve) => {
    const stdin = input === undefined ? 'ignore' : fs.openSync(input, 'r');
    const child = spawn(command, args, { cwd, env, stdio: [stdin, 'pipe', 'pipe'], timeout, killSignal: 'SIGKILL' });
    if (input !== undefined) fs.closeSync(stdin);
    const hash = crypto.createHash('sha256');
    const kept = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'])
      child[name].on('data', (chunk) => {
        if (name === 'stdout') hash.update(chunk);
        if (kept[name].length < KEPT) kept[name] += chunk.toString('latin1');
      });
    child.once('error', (error) => resolve({ code: `not started: ${error.message}`, ...kept, bytes: '' }));
    child.once('close', (code, signal) =>
      resolve({ code: signal ? signal : code, ...kept, bytes: hash.digest('hex').slice(0, 16) }),
    );
  });
}

export function createSide({ name, level, kind, io, expected }) {
  const folder = path.join(root, 'build', 'corpus', name, kind, level);
  const source = path.join(folder, 'source');
  const environment = (store) => ({
    ...process.env,
    LC_ALL: 'C.UTF-8',
    TZ: 'UTC',
    ...(kind === 'autojit' && {
      AUTOJIT_STORE: path.join(folder, store),
      AUTOJIT_TRACE: path.join(folder, 'trace'),
    }),
  });
  const env = environment('store');
  const here = (options = {}) => ({ ...options, cwd: path.resolve(source, options.cwd ?? '.') });
  const side = {
    ...compilers[kind],
    kind,
    level,
    flags: levels[level],
    folder,
    source,
    env,
    jobs: JOBS,
    /** Regular results by name, for the side that is compared with them. */
    expected,
    progress: io.onLine,
    /** A step of the build: must succeed. */
    build: (command, args, options) =>
      run(command, args, { ...io, ...here(options), env: { ...env, ...options?.env } }),
    make: (args, options) => side.build('make', [`-j${JOBS}`, ...args], options),
    /** What configure and CMake compile to look around is none of the program's functions: it has a store of its own. */
    configure: (command, args, options) =>
      run(command, args, { ...io, ...here(options), env: { ...environment('configure-store'), ...options?.env } }),
    observe: (command, args = [], options = {}) =>
      observe(command, args, { ...options, ...here(options), env: { ...env, ...options.env } }),
    /**
     * One test: passes when the command ends with `status` and, if `check` is given, that says nothing against what it wrote.
     * `compare` adds a digest of standard output to the result, so that it must be the same on both sides.
     */
    async test(title, command, args = [], { status = 0, check, compare = false, ...options } = {}) {
      io.onLine(title);
      const seen = await side.observe(command, args, options);
      const problem = seen.code === status ? check?.(seen) : `ended with ${seen.code}`;
      return {
        name: title,
        passed: !problem,
        ...(problem && { says: problem, stderr: seen.stderr.slice(-2000), stdout: seen.stdout.slice(-2000) }),
        ...(compare && { output: compare === 'text' ? digest(seen.stdout + seen.stderr) : seen.bytes }),
      };
    },
    /** Results of work that goes on as many threads as there are cores, in the order of `items`. */
    async each(items, work) {
      const results = [];
      let next = 0;
      const worker = async () => {
        while (next < items.length) {
          const index = next++;
          results[index] = await work(items[index]);
        }
      };
      await Promise.all(Array.from({ length: JOBS }, worker));
      return results;
    },
  };
  return side;
}
