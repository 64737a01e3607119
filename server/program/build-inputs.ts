import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import type { Module } from '../call-graph/module.js';

/** What one linked file was made of, and when. */
export interface BuildInputs {
  /** Sources, and what they include as far as that is known. */
  files: ReadonlySet<string>;
  /** Unix milliseconds. */
  builtAt: number;
  /** False where what a source includes is not known: files beside these may have a part in it. */
  isWhole: boolean;
}

export interface ReadModule {
  module: Module;
  headers: readonly string[] | undefined;
}

/** `path`: of the linked file. */
export async function buildInputs(path: string, builtAt: number, modules: readonly ReadModule[]): Promise<BuildInputs> {
  const ofCargo = await cargoInputs(path);
  const files = modules.flatMap(({ module, headers = [] }) => [...module.files, ...headers]);
  const isKnown = ({ module, headers }: ReadModule): boolean =>
    headers !== undefined || (ofCargo !== undefined && module.source.endsWith('.rs'));
  return { builtAt, files: new Set([...files, ...(ofCargo ?? [])]), isWhole: modules.every(isKnown) };
}

/**
 * What Cargo says of a program or library that it made: everything of the packages on this machine, what build scripts and
 * `include_str!` name too. Undefined where it is not Cargo's. Dependency files of others have the same form, but say of
 * another file, or of one source alone: only Cargo names what it made by its whole path.
 */
async function cargoInputs(path: string): Promise<string[] | undefined> {
  const place = extname(path) === '.so' ? path.slice(0, -'.so'.length) : path;
  const text = await readFile(`${place}.d`, 'utf8').catch(() => undefined);
  const start = `${escaped(path)}: `;
  const line = text?.split('\n').find((one) => one.startsWith(start));
  if (line === undefined) return undefined;
  return line
    .slice(start.length)
    .split(/(?<!\\) /)
    .map((file) => file.replaceAll('\\ ', ' '))
    .filter((file) => file !== '');
}

const escaped = (path: string): string => path.replaceAll(' ', '\\ ');
