import { readdir } from 'node:fs/promises';
import { basename, delimiter, join, resolve } from 'node:path';
import { exists, STORE_FOLDER } from '../server/program/store.js';
import { compilerProblem, examine, toolchainProblem } from '../server/toolchain/doctor.js';
import { LLVM_MAJOR, locateToolchain, type Toolchain } from '../server/toolchain/locate.js';
import { endLike, startChild } from './child.js';
import { ExitCode, Failure } from './failure.js';

export async function build(command: string[], options: { store?: string }): Promise<void> {
  const [name, ...args] = command;
  if (name === undefined) throw new Failure('Name the build command: autojit build -- make', ExitCode.usage);
  const toolchain = locateToolchain();
  const store = resolve(options.store ?? STORE_FOLDER);
  await check(toolchain, store, command);
  const child = await startChild(name, args, buildEnvironment(toolchain, store, process.env));
  const end = await child.end;
  if (end.exitCode === 0 && (await isEmpty(store))) {
    console.error(
      `autojit: the build wrote nothing to ${store}. It compiled nothing (clean it first), or with a compiler that is named by its full path.`,
    );
  }
  endLike(end);
}

/** Reaches builds that read CC and CXX, and by PATH those that name their compiler (make's default is `cc`). */
export function buildEnvironment(toolchain: Toolchain, store: string, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return {
    ...env,
    CC: toolchain.clang,
    CXX: toolchain.clangxx,
    AUTOJIT_STORE: store,
    PATH: [toolchain.shims, ...(env['PATH'] ? [env['PATH']] : [])].join(delimiter),
  };
}

/** `CC=gcc-12`, `CXX=/usr/bin/g++` among the arguments: a compiler that ours cannot stand in for. */
export function foreignCompiler(command: readonly string[], toolchain: Toolchain): string | undefined {
  const ours = /^(cc|gcc|clang|c\+\+|g\+\+|clang\+\+)$/;
  return command.find((argument) => {
    const value = /^(?:CC|CXX)=(.*)$/.exec(argument)?.[1];
    if (value === undefined) return false;
    // `ccache gcc -std=c99`: the compiler is the last word that is no option.
    const compiler =
      value
        .split(/\s+/)
        .filter((word) => word !== '' && !word.startsWith('-'))
        .pop() ?? '';
    return !ours.test(compiler) && compiler !== toolchain.clang && !basename(compiler).startsWith('autojit-');
  });
}

async function check(toolchain: Toolchain, store: string, command: readonly string[]): Promise<void> {
  const foreign = foreignCompiler(command, toolchain);
  if (foreign !== undefined) {
    throw new Failure(
      `The build command sets ${foreign}, which is not clang ${String(LLVM_MAJOR)}: only clang can run the AutoJIT plugin. Leave it out; "autojit build" sets the compiler.`,
      ExitCode.ourselves,
    );
  }
  const problem =
    (await compilerProblem(process.env)) ?? toolchainProblem(await examine({ toolchain, store, env: process.env }));
  if (problem) throw new Failure(`${problem.message} ${problem.action}`, ExitCode.ourselves);
  if (!(await exists(join(toolchain.shims, 'cc')))) {
    throw new Failure(
      `${toolchain.shims} is missing, so a build that calls "cc" would not use AutoJIT. Build the toolchain again with "npm run build".`,
      ExitCode.ourselves,
    );
  }
}

async function isEmpty(store: string): Promise<boolean> {
  const folders = await readdir(join(store, 'modules')).catch(() => []);
  return folders.length === 0;
}
