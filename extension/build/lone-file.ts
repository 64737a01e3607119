import * as path from 'node:path';

/** A source that is a program by itself. */
export interface LoneFile {
  source: string;
  /** The program that is made of it, beside it. */
  program: string;
  /** A shell command. Paths are whole, so that messages have them, whatever folder is open. */
  command: string;
}

/** By ending: who compiles it. Without optimization and with debug information, as somebody who tries something out wants it. */
const COMPILERS: readonly { endings: RegExp; compiler: string; libraries?: string }[] = [
  { endings: /\.c$/, compiler: 'clang -g', libraries: '-lm -pthread' },
  { endings: /\.(?:cc|cpp|cxx|c\+\+|C)$/, compiler: 'clang++ -g', libraries: '-pthread' },
  { endings: /\.rs$/, compiler: 'rustc -g' },
  { endings: /\.(?:f90|f95|f03|f08|F90|f|F)$/, compiler: 'flang -g' },
];

/** Undefined for what is no source that a compiler makes a program of. `source`: an absolute path. */
export function loneFile(source: string): LoneFile | undefined {
  const found = COMPILERS.find(({ endings }) => endings.test(source));
  if (!found) return undefined;
  const { compiler, libraries = '' } = found;
  const { dir, name } = path.parse(source);
  const program = path.join(dir, name);
  const command = `${compiler} ${quoted(source)} -o ${quoted(program)} ${libraries}`.trimEnd();
  return { source, program, command };
}

/** One word of a shell command, whatever is in it. */
function quoted(word: string): string {
  return /^[\w./+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
