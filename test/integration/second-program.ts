import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { model, until, workspace } from './support.js';

/** A small program in C++, or in C, beside the sample, for what the sample has not. `remove` waits until nobody shows it any more. */
export async function addProgram(name: string, text: string, flags: string[] = [], language: 'cpp' | 'c' = 'cpp') {
  const source = path.join(workspace.folder, `${name}.${language}`);
  const compiler = language === 'c' ? 'cc' : 'c++';
  const program = path.join(workspace.folder, name);
  fs.writeFileSync(source, text);
  const root = process.env['AUTOJIT_ROOT'] ?? '';
  const build = () =>
    execFileSync(
      process.execPath,
      [path.join(root, 'bin/autojit'), 'build', '--', compiler, '-g', '-O0', source, '-o', program, ...flags],
      { cwd: workspace.folder, stdio: ['ignore', 'ignore', 'pipe'] },
    );
  build();
  const all = await model();
  await until(`${name} is found`, () => all.find(program));
  const lineOf = (what: string) => text.split('\n').findIndex((line) => line.includes(what)) + 1;
  const remove = async () => {
    fs.rmSync(program);
    fs.rmSync(source);
    await until(`${name} is gone`, () => !all.find(program));
  };
  return { source: path.basename(source), program, lineOf, build, remove };
}
