// A daemon of the benchmarks' own.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Failure } from '../tooling/exec.mjs';
import { toolchain } from '../tooling/paths.mjs';

let folder;
let running;

function stop() {
  running?.kill();
  running = undefined;
}

/** Starts one and waits until it listens. */
async function start() {
  const program = path.join(toolchain, 'bin', 'autojitd');
  running = spawn(program, ['--foreground', '--ready', '3'], {
    env: { ...process.env, XDG_RUNTIME_DIR: folder },
    stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
  });
  const ready = await new Promise((resolve) => {
    running.stdio[3].once('data', () => resolve(true));
    running.once('exit', () => resolve(false));
  });
  // It is stopped when we end; we do not end because of it.
  running.stdio[3].destroy();
  running.unref();
  if (!ready) throw new Failure(`\`${program}\` did not start.`, { next: 'run it by hand with --foreground.' });
}

/** The environment that leads programs to a daemon: `new`, one that knows nothing; `same`, the one that runs. */
export async function benchDaemon(which) {
  if (!folder) {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'autojit-'));
    process.once('exit', () => {
      stop();
      fs.rmSync(folder, { recursive: true, force: true });
    });
  }
  if (which === 'new' && running) {
    const gone = new Promise((resolve) => running.once('exit', resolve));
    stop();
    await gone;
  }
  if (!running) await start();
  return { AUTOJIT_ENGINE: 'auto', XDG_RUNTIME_DIR: folder };
}
