import { readdir } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { plural } from '../../protocol/text.js';
import { exists, STORE_FOLDER } from '../../server/program/store.js';
import { trimCompileTimes } from '../../server/report/compile-times.js';
import { makeOutputFolder } from '../../server/support/folder.js';
import { compilerProblem, examine, findCommand, LLVM_FOLDER, toolchainProblem } from '../../server/toolchain/doctor.js';
import { LLVM_MAJOR, locateToolchain, type Toolchain } from '../../server/toolchain/locate.js';
import { makePackedLinks } from '../../server/toolchain/packed-links.js';
import { endLike, startChild } from '../support/child.js';
import { ExitCode, Failure } from '../support/failure.js';
import { describeCompiles, readCompiles, runCompiles } from './compile-commands.js';
import { findConfigured, foldersNamed, type ConfiguredFolder } from './configured.js';
import { buildEnvironment } from './environment.js';
import { Links } from './links.js';
import { describeRegular, findRegular, shownFrom } from './regular.js';
import { describeWrappers } from './wrappers.js';

/** Clocks of file systems run behind by a tick. */
const TICK = 20;

interface Options {
  store?: string;
  /** Without the plugin, for the report: sizes and compile times to compare with. */
  regular?: boolean;
  /** A `compile_commands.json` in place of a build command. */
  compileCommands?: string;
}

export async function build(
  command: string[],
  { store: named, regular = false, compileCommands }: Options,
): Promise<void> {
  const [name, ...args] = command;
  if ((name === undefined) === (compileCommands === undefined)) {
    throw new Failure('Name one build command (autojit build -- make) or one --compile-commands FILE.', ExitCode.usage);
  }
  const store = resolve(named ?? STORE_FOLDER);
  const started = Date.now() - TICK;
  const { toolchain, env } = await surroundingsOf(command, { store, regular });
  if (name === undefined) return buildFrom(compileCommands ?? '', toolchain, env);
  const links = await Links.listen();
  const child = await startChild(name, args, { ...env, ...links.environment });
  const end = await child.end;
  const linked = await links.end();
  // A build that failed has said why; nothing of ours stands between that and its reader.
  if (end.exitCode === 0 && !regular) {
    const wrappers = await describeWrappers(command, process.cwd(), process.env);
    for (const line of [...(await review(command, store, started)), ...wrappers, ...linked])
      console.error(`autojit: ${line}`);
  }
  endLike(end);
}

/** What a build has to run in for our compilers to stand in for its own; a Failure where they cannot. */
export async function surroundingsOf(
  command: readonly string[],
  { store = resolve(STORE_FOLDER), regular = false }: { store?: string; regular?: boolean } = {},
): Promise<{ toolchain: Toolchain; env: NodeJS.ProcessEnv }> {
  const toolchain = locateToolchain();
  const unmade = await makePackedLinks(toolchain);
  if (unmade !== undefined) throw new Failure(unmade, ExitCode.ourselves);
  await check(toolchain, store, command);
  const flang = process.env['AUTOJIT_FLANG'] || `flang-${String(LLVM_MAJOR)}`;
  const fortran = flang.includes('/') || (await findCommand(flang, process.env, [LLVM_FOLDER])) !== undefined;
  await trimCompileTimes(store);
  // The compilers write their times there, and without the plugin nobody else makes it.
  if (regular) await makeOutputFolder(store);
  const choices = await choicesAbove(process.cwd());
  return { toolchain, env: buildEnvironment({ toolchain, store, env: process.env, choices, fortran, regular }) };
}

async function buildFrom(file: string, toolchain: Toolchain, env: NodeJS.ProcessEnv): Promise<void> {
  const compiles = await readCompiles(file, toolchain);
  process.exitCode = await runCompiles(compiles, env);
  if (process.exitCode === 0) console.error(`autojit: ${describeCompiles(compiles, toolchain)}`);
}

async function choicesAbove(folder: string): Promise<string[]> {
  const file = join(folder, 'autojit.toml');
  const above = dirname(folder) === folder ? [] : await choicesAbove(dirname(folder));
  return (await exists(file)) ? [file, ...above] : above;
}

/** `CC=gcc-12`, `CXX=/usr/bin/g++` among the arguments: a compiler that ours cannot stand in for. */
export function foreignCompiler(command: readonly string[], toolchain: Toolchain): string | undefined {
  const ours = new RegExp(`^(cc|gcc|c\\+\\+|g\\+\\+|clang(\\+\\+)?(-${String(LLVM_MAJOR)})?)$`);
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
      `The build command sets ${foreign}, and that compiler would not be AutoJIT's. Leave it out; "autojit build" sets the compiler, which is clang ${String(LLVM_MAJOR)}.`,
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
  // A script may well make the folder anew; what builds directly does not.
  if (/^(cmake|ninja|make|gmake|meson)$/.test(basename(command[0] ?? ''))) {
    const [configured] = await findConfigured(command, process.cwd());
    if (configured) throw new Failure(sentence(configured), ExitCode.ourselves);
  }
}

function sentence({ folder, compiler, remedy }: ConfiguredFolder): string {
  return `${relative(process.cwd(), folder) || folder} was configured with ${compiler}, and a build there goes on to use it. Configure it anew: ${remedy}`;
}

/** What a person should know of a build that went well. */
async function review(command: readonly string[], store: string, started: number): Promise<string[]> {
  const here = process.cwd();
  const folders = [here, ...foldersNamed(command, here).filter((folder) => !folder.startsWith(`${here}/`))];
  const [configured] = await findConfigured(command, here);
  const regular = await findRegular(outermost(folders, here), started);
  const lines = describeRegular(regular, shownFrom(here), configured && sentence(configured));
  if (lines.length > 0) return lines;
  // Up to date, but by whom?
  const before = regular.total === 0 ? await findRegular(outermost(folders, here), 0) : regular;
  const untouched = [...before.byCompiler.values()].flat().length;
  if (regular.total === 0 && untouched > 0 && untouched === before.total) {
    return [
      `nothing was compiled, and what an earlier build without AutoJIT left stays: ${plural(untouched, before.kind)} without a lazy function. Clean it first, then build again.`,
    ];
  }
  if (!(await isEmpty(store))) return [];
  return [
    `the build wrote nothing to ${store}. It compiled nothing (clean it first), or with a compiler that is named by its full path.`,
  ];
}

/** Folders of the user's that the command names, without `/`, `/usr` and the like: nothing is built there. */
function outermost(folders: readonly string[], here: string): string[] {
  return [...new Set(folders)].filter((folder) => folder === here || folder.split('/').length > 3);
}

async function isEmpty(store: string): Promise<boolean> {
  const folders = await readdir(join(store, 'modules')).catch(() => []);
  return folders.length === 0;
}
