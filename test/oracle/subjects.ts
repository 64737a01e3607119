import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../harness/paths.js';
import type { Subject } from './oracle.js';

const CALLS = path.join(root, 'toolchain', 'test', 'calls');

/** Not told by who returns to whom: a call in tail position leaves no frame behind. */
const UNTOLD = ['musttail-recursion.c'];

/** Programs of toolchain/test/calls that need nothing but a compiler. */
export function callPrograms(): Subject[] {
  return readdirSync(CALLS)
    .filter((name) => /\.(c|cpp)$/.test(name))
    .flatMap((name) => {
      const text = readFileSync(path.join(CALLS, name), 'utf8');
      const flags = /^\/\/ RUN:.*?%\{same\}([^&|\n]*)/m.exec(text)?.[1]?.trim();
      return flags === undefined || UNTOLD.includes(name) || /%|\$|-static|-O|-f(sanitize|omit)/.test(flags)
        ? []
        : [ofOneFile(CALLS, name, flags)];
    });
}

export function ofOneFile(folder: string, name: string, flags = ''): Subject {
  const more = flags.split(/\s+/).filter((flag) => flag !== '');
  return {
    name,
    source: folder,
    build: ({ cc, cxx, flags: common, link, out }) => {
      const compiler = name.endsWith('.c') ? cc : cxx;
      return [
        [
          compiler,
          ...common,
          ...more,
          '-w',
          path.join(folder, name),
          ...link,
          '-o',
          path.join(out, 'prog'),
          '-pthread',
          '-lm',
        ],
      ];
    },
    runs: [['prog']],
  };
}
