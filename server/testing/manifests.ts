import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Manifest, ManifestFunction } from '../../protocol/manifest.js';
import { manifestPath } from '../program/store.js';

/** Manifests as the plugin writes them, from as little as a test has to say. */

export function moduleId(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

export interface FunctionSketch {
  name: string;
  display?: string;
  linkage?: ManifestFunction['linkage'];
  type?: string;
  line?: number;
  file?: string;
  /** Symbols, one call site each; `f:12` where the call stands in line 12. */
  calls?: string[];
  indirect?: { type: string; kind?: 'pointer' | 'virtual'; slot?: number; class?: string; line?: number }[];
  /** Functions whose address it hands on; `f:12` where that stands in line 12. */
  passes?: string[];
  eager?: string;
}

export function manifest(source: string, functions: FunctionSketch[], more: Partial<Manifest> = {}): Manifest {
  const directory = more.directory ?? '/src';
  let slots = 0;
  return {
    format: 'autojit-manifest',
    version: 1,
    module: moduleId(directory + source + JSON.stringify([functions, more])),
    producer: 'autojit 0.1.0, LLVM 22.1.8',
    source,
    directory,
    target: 'x86_64-pc-linux-gnu',
    level: 'O0',
    debugInfo: true,
    addressTaken: [],
    ...more,
    functions: functions.map(({ name, calls = [], indirect = [], passes, eager, ...sketch }, index) => ({
      name,
      display: sketch.display ?? name,
      linkage: sketch.linkage ?? 'external',
      file: sketch.file ?? `${directory}/${source}`,
      line: sketch.line ?? index * 10 + 1,
      instructions: 7,
      type: sketch.type ?? 'void ()',
      calls: [...new Set(calls)].map((call) => calledIn(call, calls.filter((one) => one === call).length)),
      ...(passes && { passes: passes.map(passedIn) }),
      indirect: indirect.map(({ kind = 'pointer', ...call }) => ({ ...call, kind })),
      ...(eager === undefined
        ? { state: 'lazy' as const, slot: slots++ }
        : { state: 'eager' as const, reason: { code: eager, text: `because of ${eager}` } }),
    })),
  };
}

function calledIn(call: string, count: number): ManifestFunction['calls'][number] {
  const { name: to, ...line } = passedIn(call);
  return { to, count, ...line };
}

function passedIn(named: string): { name: string; line?: number } {
  const [, name = named, line] = /^(.*?)(?::(\d+))?$/.exec(named) ?? [];
  return { name, ...(line !== undefined && { line: Number(line) }) };
}

export function writeManifest(store: string, value: Manifest): string {
  const path = manifestPath(store, value.module);
  const text = JSON.stringify(value);
  // What is not compiled again stays as it is.
  if (existsSync(path) && readFileSync(path, 'utf8') === text) return path;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}
