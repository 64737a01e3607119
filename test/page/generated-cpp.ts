import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { root } from '../harness/paths.js';

/**
 * A program in C++ whose classes have a file each: methods call the next ones of their class and of classes with larger
 * numbers, sort by templates of the standard library, and one class's work is done by a thread.
 */
export function writeClasses({ classes, methods }: { classes: number; methods: number }): {
  folder: string;
  program: string;
  remove: () => void;
} {
  const folder = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'autojit-classes-'));
  const write = (name: string, lines: readonly string[]): void =>
    fs.writeFileSync(path.join(folder, name), `${lines.join('\n')}\n`);
  const all = Array.from({ length: classes }, (_, number) => number);
  const steps = Array.from({ length: methods }, (_, number) => number);
  write('classes.h', [
    '#pragma once',
    'namespace made {',
    ...all.map(
      (at) =>
        `class Class${String(at)} {\npublic:\n  Class${String(at)}();\n  ~Class${String(at)}();\n${steps
          .map((step) => `  long step${String(step)}(long by);`)
          .join('\n')}\nprivate:\n  long kept = ${String(at)};\n};`,
    ),
    '}',
  ]);
  const next = (at: number, step: number): string => {
    const own = step + 1 < methods ? [`step${String(step + 1)}(by)`] : [];
    const other = [2 * at + 1, 2 * at + 2].filter((one) => one < classes && step % 5 === 0);
    return [...own, ...other.map((one) => `Class${String(one)}().step0(by + ${String(step)})`)].join(' + ') || 'by';
  };
  for (const at of all)
    write(`class${String(at)}.cpp`, [
      '#include "classes.h"',
      ...(at % 10 === 0 ? ['#include <algorithm>', '#include <vector>'] : []),
      'namespace made {',
      `Class${String(at)}::Class${String(at)}() {}`,
      `Class${String(at)}::~Class${String(at)}() {}`,
      ...steps.map((step) => {
        const sorts = at % 10 === 0 && step === 1;
        const body = sorts
          ? `std::vector<long> all{by, kept}; std::sort(all.begin(), all.end()); return all[0] + ${next(at, step)};`
          : `if (by > 40) return kept; return ${next(at, step)};`;
        return `long Class${String(at)}::step${String(step)}(long by) { ${body} }`;
      }),
      '}',
    ]);
  write('main.cpp', [
    '#include "classes.h"',
    '#include <thread>',
    'static void work() { made::Class1().step0(20); }',
    'int main() { std::thread other(work); long sum = made::Class0().step0(30); other.join(); return sum == 0; }',
  ]);
  write('build.sh', [`c++ -g -O0 *.cpp -o classes -lpthread`]);
  const build = [path.join(root, 'bin/autojit'), 'build', '--', 'sh', 'build.sh'];
  execFileSync(process.execPath, build, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  return {
    ...{ folder, program: path.join(folder, 'classes') },
    remove: () => fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 }),
  };
}
