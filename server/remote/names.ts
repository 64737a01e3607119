import { createHash } from 'node:crypto';

/** Keys of what a team shares. Builds of the toolchain never meet: what one makes is nothing to another. */
export interface SharedProgram {
  /** Of the toolchain. */
  build: string;
  /** File name. */
  name: string;
  modules: SharedModule[];
}

export interface SharedModule {
  /** As the program has it. */
  id: string;
  /** The same without debug info, equal in every checkout. */
  portable: string;
  /** File name of its source. */
  source: string;
  slots: number;
}

const keyOf = (...words: readonly string[]): string =>
  createHash('sha256')
    .update(`autojit ${words.join('\n')}\n`)
    .digest('hex');

export const packKey = (build: string, portable: string): string => keyOf('pack 1', build, portable);

/** Of exactly this program or library. */
export const programKey = ({ build, modules }: SharedProgram): string =>
  keyOf('program 3', build, ...[...new Set(modules.map(({ portable }) => portable))].sort());

/** Of whatever was last pushed under its name: most of a program that was edited since is in it. */
export const nameKey = ({ build, name }: SharedProgram): string => keyOf('name 3', build, name);
