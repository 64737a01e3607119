// The two builds of one program that everything is shown, measured and tested with: by AutoJIT, and as usual.
import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { commandLine, run } from './exec.mjs';
import { autojit, shown, toolchain, workspaces } from './paths.mjs';
import { step } from './steps.mjs';

/** Changes whenever a part of the toolchain does: make does not look at compilers, and a new install may hold the same bytes. */
export function toolchainStamp() {
  const hash = crypto.createHash('sha256');
  for (const name of fs.readdirSync(toolchain, { recursive: true }).sort()) {
    const file = path.join(toolchain, name);
    const status = fs.statSync(file);
    hash.update(`${name} ${status.isFile() ? status.size : 'folder'}\n`);
    if (status.isFile()) hash.update(fs.readFileSync(file));
  }
  return hash.digest('hex');
}

export const isFilled = (folder) => fs.existsSync(path.join(folder, 'Makefile'));

/** Fills `folder` with sources unless it has them: edits that a person makes there stay. */
export async function fillWorkspace(folder, fill) {
  if (isFilled(folder)) return;
  fs.rmSync(folder, { recursive: true, force: true });
  const partial = `${folder}.partial`;
  fs.rmSync(partial, { recursive: true, force: true });
  fs.mkdirSync(partial, { recursive: true });
  await fill(partial);
  fs.renameSync(partial, folder);
}

/** The two folders of a program, and the program in each. */
export const places = (name) => {
  const lazy = path.join(workspaces, name);
  const regular = path.join(workspaces, `${name}-regular`);
  return { name, lazy, regular, lazyProgram: path.join(lazy, name), regularProgram: path.join(regular, name) };
};

const lazyBuild = (make) => [process.execPath, [autojit, 'build', '--', 'make', ...make]];
const regularBuild = (make) => ['make', ['CC=clang-22', ...make]];

/** Builds one of the two; what is up to date stays. */
function build(folder, [command, args], title, id, stamp) {
  const next = `run \`${commandLine(command, args)}\` in ${shown(folder)} and see what it says.`;
  return step(title, id, next, async (io) => {
    const stampFile = path.join(folder, '.built-with');
    const current = fs.existsSync(stampFile) && fs.readFileSync(stampFile, 'utf8') === stamp;
    if (!current) {
      await run('make', ['clean'], { cwd: folder, ...io });
      fs.rmSync(path.join(folder, '.autojit', 'modules'), { recursive: true, force: true });
    }
    await run(command, args, { cwd: folder, ...io });
    fs.writeFileSync(stampFile, stamp);
  });
}

/** Builds both workspaces of `name` with make arguments that are the same for both. */
export async function buildWorkspaces(name, make) {
  const { lazy, regular } = places(name);
  await build(lazy, lazyBuild(make), `Building ${name} with AutoJIT`, `${name}-autojit`, toolchainStamp());
  await build(regular, regularBuild(make), `Building ${name} as usual, to compare`, `${name}-regular`, 'clang-22');
}
