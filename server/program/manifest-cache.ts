import { readFile, stat } from 'node:fs/promises';
import { normalize } from 'node:path';
import * as z from 'zod';
import type { Problem } from '../../protocol/lsp.js';
import { Manifest, MANIFEST_VERSION } from '../../protocol/manifest.js';
import { packModule, type Module } from '../call-graph/module.js';
import { Symbols } from '../call-graph/symbols.js';
import { describeSystemError, errorCode } from '../support/problem.js';
import { onThisMachine, type SourceMap } from './source-map.js';
import { findManifest, manifestPath } from './store.js';

interface Entry {
  module: Module;
  store: string;
  /** What its source includes; undefined where that is not known. */
  headers: readonly string[] | undefined;
}

export type LoadedModule = ({ ok: true } & Entry) | { ok: false; problem: Problem };

/**
 * Modules by id, as their manifests describe them. An id is the hash of the module's contents, so what a manifest says of functions never changes:
 * after a rebuild only the modules with a new id are read, and of those that were compiled again, what they include now.
 */
export class ManifestCache {
  /** Files read so far. */
  reads = 0;
  readonly symbols = new Symbols();
  /** Of what is loaded from now on. */
  sourceMap: SourceMap = {};
  private readonly loaded = new Map<string, Entry & { writtenAt: number }>();

  async load(moduleId: string, source: string, candidates: readonly string[]): Promise<LoadedModule> {
    const known = this.loaded.get(moduleId);
    if (known) return { ok: true, ...(await this.asWritten(known)) };
    const found = await findManifest(moduleId, candidates);
    if (!found) return { ok: false, problem: missing(source, candidates) };
    const writtenAt = await timeOf(found.path);
    const result = await this.read(found.path, moduleId, source);
    if (!result.ok) return result;
    const manifest = onThisMachine(result.manifest, found.store, this.sourceMap);
    const module = packModule(manifest, this.symbols);
    const entry = { module, store: found.store, headers: this.headersOf(manifest), writtenAt };
    this.loaded.set(moduleId, entry);
    return { ok: true, ...entry };
  }

  /** The same code may come of other files since: a manifest that was written again is read again for them. */
  private async asWritten<E extends Entry & { writtenAt: number }>(known: E): Promise<E> {
    const { module, store } = known;
    const path = manifestPath(store, module.id);
    const writtenAt = await timeOf(path);
    if (writtenAt === known.writtenAt) return known;
    const result = await this.read(path, module.id, module.source);
    if (result.ok) known.headers = this.headersOf(onThisMachine(result.manifest, store, this.sourceMap));
    known.writtenAt = writtenAt;
    return known;
  }

  private headersOf({ headers }: Manifest): string[] | undefined {
    return headers?.map((header) => this.symbols.same(normalize(header)));
  }

  /** Forgets what no program uses any more. */
  retain(moduleIds: ReadonlySet<string>): void {
    for (const id of this.loaded.keys()) if (!moduleIds.has(id)) this.loaded.delete(id);
  }

  private async read(
    path: string,
    moduleId: string,
    source: string,
  ): Promise<{ ok: true; manifest: Manifest } | { ok: false; problem: Problem }> {
    this.reads += 1;
    let text: string;
    try {
      text = await readFile(path, 'utf8');
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return { ok: false, problem: missing(source, [path]) };
      return { ok: false, problem: invalid(path, source, describeSystemError(error)) };
    }
    const parsed = parseManifest(text);
    if ('problem' in parsed) {
      return {
        ok: false,
        problem:
          parsed.version === undefined ? invalid(path, source, parsed.problem) : otherVersion(path, parsed.version),
      };
    }
    if (parsed.manifest.module !== moduleId) {
      return {
        ok: false,
        problem: invalid(path, source, `it describes module ${parsed.manifest.module.slice(0, 12)}`),
      };
    }
    return { ok: true, manifest: parsed.manifest };
  }
}

/** When a file was written; 0 where it is gone. */
async function timeOf(path: string): Promise<number> {
  return (await stat(path).catch(() => undefined))?.mtimeMs ?? 0;
}

const Versioned = z.object({ version: z.int() });

function parseManifest(text: string): { manifest: Manifest } | { problem: string; version?: number } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { problem: 'it is not JSON (half-written or damaged)' };
  }
  const versioned = Versioned.safeParse(value);
  if (versioned.success && versioned.data.version !== MANIFEST_VERSION) {
    return { problem: 'another version', version: versioned.data.version };
  }
  const manifest = Manifest.safeParse(value);
  if (manifest.success) return { manifest: manifest.data };
  const issue = manifest.error.issues[0];
  return { problem: issue ? `${issue.path.join('.') || 'top level'}: ${issue.message}` : 'it does not fit the schema' };
}

function missing(source: string, looked: readonly string[]): Problem {
  return {
    code: 'manifest-missing',
    message: `No manifest of ${source} in ${looked.slice(0, 2).join(' or ')}.`,
    action: 'Rebuild the program, or set AUTOJIT_STORE to the store that it was built into.',
  };
}

function invalid(path: string, source: string, why: string): Problem {
  return {
    code: 'manifest-invalid',
    message: `The manifest of ${source} cannot be used (${path}): ${why}.`,
    action: 'Compile that source file again; its functions are not shown until then.',
  };
}

function otherVersion(path: string, version: number): Problem {
  return {
    code: 'manifest-version',
    message: `${path} has format version ${String(version)}; this AutoJIT reads version ${String(MANIFEST_VERSION)}.`,
    action: 'Rebuild the program with the AutoJIT that this editor uses.',
  };
}
