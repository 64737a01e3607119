import { execFile } from 'node:child_process';
import { access, constants, readdir } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import type { Problem, ToolCheck } from '../../protocol/lsp.js';
import { defaultStore } from '../support/user-folders.js';
import { makeOutputFolder, makePrivateFolder } from '../support/folder.js';
import { describeSystemError } from '../support/problem.js';
import { CLANG_MAJORS, LLVM_MAJOR, type Toolchain } from './locate.js';

const run = promisify(execFile);

export interface DoctorContext {
  toolchain: Toolchain;
  store: string;
  env: NodeJS.ProcessEnv;
  /** Where Debian puts LLVM's programs under their plain names. */
  llvm?: string;
}

interface Tool {
  name: string;
  /** Tried in this order on PATH and in LLVM's own folders. */
  commands: string[];
  /** Debian package. */
  package: string;
  why: string;
  required: boolean;
  llvm: boolean;
}

const V = String(LLVM_MAJOR);
export const LLVM_FOLDER = `/usr/lib/llvm-${V}/bin`;

const TOOLS: Tool[] = [
  { name: 'clang', commands: [`clang-${V}`, 'clang'], package: `clang-${V}`, why: 'compiles programs', required: true, llvm: true },
  { name: 'lld', commands: [`ld.lld-${V}`, 'ld.lld'], package: `lld-${V}`, why: 'links programs', required: true, llvm: true },
  { name: 'llvm-config', commands: [`llvm-config-${V}`, 'llvm-config'], package: `llvm-${V}-dev`, why: 'builds plugin and engine', required: false, llvm: true },
  { name: 'lldb-dap', commands: [`lldb-dap-${V}`, 'lldb-dap'], package: `lldb-${V}`, why: 'debugs lazily', required: false, llvm: true },
  { name: 'cmake', commands: ['cmake'], package: 'cmake', why: 'builds the toolchain from source', required: false, llvm: false },
  { name: 'ninja', commands: ['ninja'], package: 'ninja-build', why: 'builds the toolchain from source', required: false, llvm: false },
];

/** Each requirement: found where, in which version, or how to get it. */
export async function examine(context: DoctorContext): Promise<ToolCheck[]> {
  const [tools, parts, store] = await Promise.all([
    Promise.all(TOOLS.map((tool) => checkTool(tool, context.env, context.llvm ?? LLVM_FOLDER))),
    checkParts(context.toolchain),
    checkStore(context.store),
  ]);
  const named = await namedCompiler(context.env);
  return [...(named ? [named, ...tools.filter(({ name }) => name !== 'clang')] : tools), ...parts, store];
}

/** The first reason why nothing can be built or run; undefined when all is well. */
export function toolchainProblem(checks: readonly ToolCheck[]): Problem | undefined {
  const bad = checks.find((check) => check.required && !check.ok);
  if (!bad) return undefined;
  const wrongMajor = bad.version !== undefined;
  return {
    code: wrongMajor ? 'wrong-llvm' : 'no-toolchain',
    message: wrongMajor
      ? `${bad.name} is version ${bad.version ?? ''} (${bad.path ?? 'on PATH'}); AutoJIT needs LLVM ${V}.`
      : bad.name === STORE
        ? 'The store cannot be used.'
        : `${bad.name} is missing.`,
    action: bad.help ?? 'Run "autojit doctor".',
  };
}

/** The drop-in compilers call what AUTOJIT_CLANG and AUTOJIT_CLANGXX name, if set: that must be a clang that there is a plugin for. */
export async function compilerProblem(env: NodeJS.ProcessEnv): Promise<Problem | undefined> {
  for (const variable of ['AUTOJIT_CLANG', 'AUTOJIT_CLANGXX']) {
    const value = env[variable];
    if (!value) continue;
    const path = value.includes('/') ? value : await findCommand(value, env, [LLVM_FOLDER]);
    const output = path === undefined ? undefined : await outputOf(path);
    const where = `${variable} names ${value}`;
    const supported = CLANG_MAJORS.join(' or ');
    const action = `Unset it, or let it name clang ${supported}.`;
    if (output === undefined) return { code: 'no-toolchain', message: `${where}, which cannot be run.`, action };
    if (!/\bclang version\b/.test(output)) {
      return { code: 'no-toolchain', message: `${where}, which is not clang.`, action };
    }
    const version = versionIn(output) ?? 'unknown';
    if (!CLANG_MAJORS.some((major) => version.startsWith(`${String(major)}.`))) {
      return { code: 'wrong-llvm', message: `${where}, which is clang ${version}; AutoJIT needs ${supported}.`, action };
    }
  }
  return undefined;
}

/** The compiler that the environment names in clang's place, if it does not fit. */
async function namedCompiler(env: NodeJS.ProcessEnv): Promise<ToolCheck | undefined> {
  const problem = await compilerProblem(env);
  if (!problem) return undefined;
  const version = problem.code === 'wrong-llvm' ? (/is clang ([\w.]+)/.exec(problem.message)?.[1] ?? 'unknown') : undefined;
  const help = `${problem.message} ${problem.action}`;
  return { name: 'clang', ok: false, required: true, ...(version !== undefined && { version }), help };
}

async function checkTool(tool: Tool, env: NodeJS.ProcessEnv, llvm: string): Promise<ToolCheck> {
  const base = { name: tool.name, required: tool.required };
  const missing = { ...base, ok: false, package: tool.package };
  let other: { path: string; version: string } | undefined;
  for (const command of tool.commands) {
    const path = await findCommand(command, env, tool.llvm ? [llvm] : []);
    if (path === undefined) continue;
    const version = await versionOf(path);
    if (version === undefined) continue;
    if (!tool.llvm || version.startsWith(`${V}.`)) return { ...base, ok: true, version, path };
    other ??= { path, version };
  }
  const get = `It ${tool.why}. Install it with "apt-get install ${tool.package}" (packages of apt.llvm.org if Debian has none).`;
  if (other) {
    return { ...missing, ...other, help: `Only version ${other.version} was found; version ${V} is needed. ${get}` };
  }
  return { ...missing, help: `Not found on PATH as ${tool.commands.join(' or ')}. ${get}` };
}

async function checkParts(toolchain: Toolchain): Promise<ToolCheck[]> {
  const files = await readdir(toolchain.lib).catch(() => []);
  const inLib = (pattern: RegExp): string | undefined => {
    const file = files.find((name) => pattern.test(name));
    return file === undefined ? undefined : join(toolchain.lib, file);
  };
  const parts: [string, string | undefined][] = [
    ['compiler driver', (await isFile(toolchain.clang)) ? toolchain.clang : undefined],
    ['config file', (await isFile(toolchain.config)) ? toolchain.config : undefined],
    ['plugin', inLib(/^autojit-plugin-[0-9a-f]+$/)],
    ['runtime', inLib(/^libautojit\.a$/)],
    ['runtime library', inLib(/^libautojit-runtime\.so$/)],
    ['engine', inLib(/autojit-engine.*\.so/)],
  ];
  return parts.map(([name, path]) =>
    path === undefined
      ? { name, ok: false, required: true, help: `Not in ${toolchain.root}. Build it with "npm run build".` }
      : { name, ok: true, required: true, path },
  );
}

const STORE = 'store';

async function checkStore(store: string): Promise<ToolCheck> {
  const base = { name: STORE, required: true, path: store };
  try {
    await (store === defaultStore() ? makePrivateFolder(store) : makeOutputFolder(store));
    await access(store, constants.W_OK | constants.X_OK);
    return { ...base, ok: true };
  } catch (error) {
    const why = describeSystemError(error);
    return { ...base, ok: false, help: `${store} cannot be written: ${why}. Name a folder of yours with AUTOJIT_STORE or --store.` };
  }
}

export async function findCommand(
  command: string,
  env: NodeJS.ProcessEnv,
  more: readonly string[] = [],
): Promise<string | undefined> {
  const folders = [...(env['PATH'] ?? '').split(delimiter), ...more];
  for (const folder of folders) {
    const path = join(folder, command);
    if (folder !== '' && (await isExecutable(path))) return path;
  }
  return undefined;
}

async function versionOf(path: string): Promise<string | undefined> {
  const output = await outputOf(path);
  return output === undefined ? undefined : versionIn(output);
}

function versionIn(output: string): string | undefined {
  return /\d+\.\d+(\.\d+)?/.exec(output)?.[0];
}

async function outputOf(path: string): Promise<string | undefined> {
  try {
    const { stdout } = await run(path, ['--version'], { timeout: 10_000 });
    return stdout;
  } catch {
    // Found and not able to start is as good as not found; the next name is tried.
    return undefined;
  }
}

function isFile(path: string): Promise<boolean> {
  return access(path, constants.R_OK).then(
    () => true,
    () => false,
  );
}

function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
