import { spawn, spawnSync } from 'node:child_process';
import { existsSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { autojitCommand, emptyFolder, run, succeed, toolchain } from './support.js';

/**
 * Rust across a reload, in debuggers by command line: breakpoints that were set before and after it stop in the new body, with
 * its own variables; steps stay in it and lead out of it. C's is `toolchain/test/debug/reload.c`, which says why no images are kept.
 */

const rustc = path.join(toolchain, 'bin', 'autojit-rustc');
const BEFORE = 'let sum';
const AFTER = 'into() + other';
const source = (factor: number): string => `use std::path::Path;
use std::time::Duration;
fn made(a: i32) -> i32 {
    let made${String(factor)} = a * ${String(factor)};
    let sum = made${String(factor)} + 1;
    let twice = sum * 2;
    twice
}
fn other<T: Into<i32>>(a: T) -> i32 {
    let other${String(factor)} = ${String(factor)};
    a.into() + other${String(factor)}
}
fn main() {
    let before = made(4) + other(4i16);
    std::fs::write("ready", "").unwrap();
    while !Path::new("go").exists() {
        std::thread::sleep(Duration::from_millis(10));
    }
    println!("{} {}", before, made(5) + other(6i16));
}
`;
const lineOf = (text: string): string =>
  String(
    source(0)
      .split('\n')
      .findIndex((line) => line.includes(text)) + 1,
  );
const env = { AUTOJIT_ENGINE: 'inprocess', AUTOJIT_IMAGES: 'off', AUTOJIT_DEBUG: '1', AUTOJIT_RELOAD: '1' };

const GDB = [
  'set breakpoint pending on',
  `break app.rs:${lineOf(BEFORE)}`,
  'run',
  // gdb moves a breakpoint to the next line that exists: main's.
  'continue',
  'print made2',
  'continue',
  'bt 2',
  'print made3',
  // As in any build of Rust: an addition is checked, and stops once more before its value is stored.
  'next',
  'next',
  'print sum',
  `break app.rs:${lineOf(AFTER)}`,
  'finish',
  'continue',
  'info locals',
];
const LLDB = [
  'settings set plugin.jit-loader.gdb.enable on',
  `settings set target.env-vars ${Object.entries(env)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ')}`,
  `breakpoint set -f app.rs -l ${lineOf(BEFORE)}`,
  'run',
  'frame variable made2',
  'continue',
  'bt 2',
  'frame variable made3',
  'next',
  'frame variable sum',
  `breakpoint set -f app.rs -l ${lineOf(AFTER)}`,
  'finish',
  'continue',
  'frame variable',
];

/** The program as it was, a debugger on it, and a reload of what it is now when it waits for that. */
async function debugged(debuggerCommand: string[], environment: NodeJS.ProcessEnv): Promise<string> {
  const folder = emptyFolder('debugged');
  const own = {
    XDG_RUNTIME_DIR: folder,
    XDG_CACHE_HOME: path.join(folder, 'cache'),
    AUTOJIT_STORE: path.join(folder, '.autojit'),
  };
  for (const factor of [3, 2]) {
    writeFileSync(path.join(folder, 'app.rs'), source(factor));
    succeed(folder, [rustc, '-g', 'app.rs', '-o', 'app'], own);
    if (factor === 3) renameSync(path.join(folder, 'app'), path.join(folder, 'new'));
  }
  writeFileSync(path.join(folder, 'app.rs'), source(3));
  const [command = '', ...args] = debuggerCommand;
  const child = spawn(command, args, {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...own, ...environment },
  });
  let output = '';
  let ended = false;
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (text: Buffer) => (output += text.toString('utf8')));
  const end = new Promise<void>((resolve) => child.once('close', () => resolve())).then(() => void (ended = true));
  onTestFinished(async () => {
    child.kill();
    await end;
  });
  while (!existsSync(path.join(folder, 'ready'))) {
    expect(ended, output).toBe(false);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  renameSync(path.join(folder, 'new'), path.join(folder, 'app'));
  const { stdout, stderr } = run(folder, [autojitCommand, 'reload', './app'], own);
  writeFileSync(path.join(folder, 'go'), '');
  await end;
  return `${stdout}${stderr}${output}`;
}

/** Lines like these, in this order. */
function expectInOrder(output: string, patterns: RegExp[]): void {
  let rest = output;
  for (const pattern of patterns) {
    const found = pattern.exec(rest);
    expect(found, `${String(pattern)} in ${rest}\nof ${output}`).not.toBeNull();
    rest = rest.slice((found?.index ?? 0) + (found?.[0].length ?? 0));
  }
}

// Which of them is first is the compiler's choice of modules.
const RELOADED = /^reloaded 2 functions in \d+ ms: (?=.*app::made).*app::other::<i16>/m;
const has = (command: string, ...args: string[]): boolean => spawnSync(command, args).status === 0;
const isRustHere = has(rustc, '-vV');

test.skipIf(!isRustHere || !has('gdb', '--version'))('Rust in gdb', async () => {
  const output = await debugged(['gdb', '-nx', '-batch', ...GDB.flatMap((line) => ['-ex', line]), './app'], env);
  expectInOrder(output, [
    RELOADED,
    /app::made \(a=4\) at app\.rs:5$/m,
    /= 8$/m,
    /app::made \(a=5\) at app\.rs:5$/m,
    /^#0 .*app::made \(a=5\)/m,
    /^#1 .*in app::main \(\)/m,
    /= 15$/m,
    /= 16$/m,
    /^Value returned is .* = 32$/m,
    /app::other<i16> \(a=6\) at app\.rs:11$/m,
    /^other3 = 3$/m,
  ]);
});

test.skipIf(!isRustHere || !has('lldb-22', '--version'))('Rust in LLDB', async () => {
  const output = await debugged(['lldb-22', '-b', ...LLDB.flatMap((line) => ['-o', line]), './app'], {});
  expectInOrder(output, [
    RELOADED,
    /app::made\(a=4\) at app\.rs:5:/,
    /made2 = 8$/m,
    /\* frame #0: .*app::made\(a=5\) at app\.rs:5:/,
    /frame #1: .*app::main/,
    /made3 = 15$/m,
    /sum = 16$/m,
    /app::main/,
    /app::other::<i16>\(a=6\) at app\.rs:11:/,
    /other3 = 3$/m,
  ]);
});
