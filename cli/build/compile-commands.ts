import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { basename, relative, resolve } from 'node:path';
import { CompileCommands, type CompileCommand } from '../../protocol/compile-commands.js';
import { splitArguments } from '../../protocol/split-arguments.js';
import { describeSystemError } from '../../server/support/problem.js';
import type { Toolchain } from '../../server/toolchain/locate.js';
import { ExitCode, Failure } from '../support/failure.js';
import { LAUNCHER } from './environment.js';

/** One command of `compile_commands.json`, with our compiler in the place of its own. */
export interface Compile {
  source: string;
  directory: string;
  arguments: string[];
  /** Absolute; undefined where the command leaves it to the compiler. */
  object: string | undefined;
}

/** Compilers that ours stand in for. Those of another machine, and with a language of their own, are none. */
const STANDS_IN = /^(?:x86_64-(?:pc-)?linux-gnu-)?(?:cc|gcc|clang|c\+\+|g\+\+|clang\+\+|gfortran|flang)(?:-[\d.]+)?$/;

export async function readCompiles(path: string, toolchain: Toolchain): Promise<Compile[]> {
  const compiles = (await readDatabase(path)).map((command) => asOurs(command, path, toolchain));
  if (compiles.length === 0)
    throw new Failure(`${path} names no compile commands. Configure the build again.`, ExitCode.ourselves);
  return compiles;
}

async function readDatabase(path: string): Promise<CompileCommand[]> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw new Failure(
      `Cannot read ${path}: ${describeSystemError(error)}. CMake writes it with -DCMAKE_EXPORT_COMPILE_COMMANDS=ON, Meson always, Bear for any build.`,
      ExitCode.ourselves,
    );
  }
  const parsed = CompileCommands.safeParse(parseJson(text, path));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Failure(
    `${path} is no compile_commands.json: ${issue?.path.join('.') || 'top level'}: ${issue?.message ?? 'not valid'}.`,
    ExitCode.ourselves,
  );
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Failure(`${path} is not JSON. Configure the build again.`, ExitCode.ourselves);
  }
}

function asOurs({ directory, file, output, ...command }: CompileCommand, path: string, toolchain: Toolchain): Compile {
  const words = command.arguments ?? splitArguments(command.command ?? '');
  const [compiler = '', ...args] = LAUNCHER.test(words[0] ?? '') ? words.slice(1) : words;
  const name = basename(compiler);
  if (!STANDS_IN.test(name) && !/^autojit-(clang(\+\+)?|flang)$/.test(name)) {
    throw new Failure(
      `${path} compiles ${file} with "${compiler}", which AutoJIT cannot stand in for: only C, C++, Objective-C and Fortran for x86-64 Linux. Take that entry out of a copy, and name the copy.`,
      ExitCode.ourselves,
    );
  }
  const ours = /gfortran|flang/.test(name)
    ? toolchain.flang
    : name.includes('++')
      ? toolchain.clangxx
      : toolchain.clang;
  const at = args.indexOf('-o');
  const object = output ?? (at < 0 ? undefined : args[at + 1]);
  return {
    source: resolve(directory, file),
    directory,
    arguments: [ours, ...args],
    object: object === undefined ? undefined : resolve(directory, object),
  };
}

/** Runs all of them, as many at once as there are cores. The first that fails ends it with its exit code; what each says is passed on whole. */
export async function runCompiles(compiles: readonly Compile[], env: NodeJS.ProcessEnv): Promise<number> {
  let [next, exitCode] = [0, 0];
  const worker = async (): Promise<void> => {
    for (let compile = compiles[next++]; compile && exitCode === 0; compile = compiles[next++]) {
      const code = await runCompile(compile, env);
      if (code !== 0) exitCode ||= code;
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  return exitCode;
}

function runCompile(
  { directory, arguments: [compiler = '', ...args], source }: Compile,
  env: NodeJS.ProcessEnv,
): Promise<number> {
  return new Promise((done, reject) => {
    const child = spawn(compiler, args, { cwd: directory, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const said: [NodeJS.WriteStream, Buffer][] = [];
    child.stdout.on('data', (text: Buffer) => said.push([process.stdout, text]));
    child.stderr.on('data', (text: Buffer) => said.push([process.stderr, text]));
    child.once('error', (error) => {
      // Node blames the program for a folder that is gone.
      const why = `Cannot compile ${source} in ${directory}: ${describeSystemError(error)}.`;
      reject(new Failure(`${why} Configure the build again.`, ExitCode.ourselves));
    });
    child.once('close', (code) => {
      for (const [stream, text] of said) stream.write(text);
      done(code ?? ExitCode.failed);
    });
  });
}

/** How the objects become a program is in no compile_commands.json. */
export function describeCompiles(compiles: readonly Compile[], { clangxx, clang, lib }: Toolchain): string {
  const objects = compiles.flatMap(({ object }) => (object === undefined ? [] : [relative(process.cwd(), object)]));
  const [first = 'the objects', ...others] = objects;
  const made = others.length === 0 ? first : `${first} and ${String(others.length)} more`;
  const linker = compiles.some(({ arguments: [compiler] }) => compiler === clangxx) ? clangxx : clang;
  return `compiled ${made}. Link them as the build does, but with ${linker}, or with ${lib}/libautojit.a behind the objects.`;
}
