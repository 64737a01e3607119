import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import type { ProgramFile } from '../program/program-file.js';
import { findManifest, storeCandidates } from '../program/store.js';
import { mapBatched } from '../support/batched.js';
import type { SharedModule, SharedProgram } from './names.js';

/** A manifest starts with format, version and ids (docs/formats.md, "Manifest"); the rest may be megabytes. */
const HEAD = 512;
/** Of a file, as the system has it. */
const LONGEST_NAME = 255;

/** A program as a team knows it. Modules without a manifest are known by their own ids. */
export async function sharedProgram(program: ProgramFile, build: string): Promise<SharedProgram> {
  const candidates = await storeCandidates(program.path, program.stores);
  const modules = await mapBatched(program.modules, async ({ id, slots, source }): Promise<SharedModule> => {
    const manifest = await findManifest(id, candidates);
    return {
      id,
      slots,
      source: basename(source).slice(0, LONGEST_NAME),
      portable: (manifest && (await portableId(manifest.path))) ?? id,
    };
  });
  return { build, name: basename(program.path), modules };
}

async function portableId(path: string): Promise<string | undefined> {
  const file = await open(path, 'r');
  try {
    const head = Buffer.alloc(HEAD);
    const { bytesRead } = await file.read(head, 0, HEAD, 0);
    return /"portable":"([0-9a-f]{64})"/.exec(head.toString('latin1', 0, bytesRead))?.[1];
  } finally {
    await file.close();
  }
}
