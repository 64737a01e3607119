import { writeFile } from 'node:fs/promises';
import { mkdirSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import { Manifest, ModuleId } from '../../protocol/manifest.js';
import { TeamList } from '../../protocol/team-list.js';
import { TraceEvent } from '../../protocol/trace.js';
import { linkCallGraph, linkModules } from '../../server/call-graph/link.js';
import { packModule } from '../../server/call-graph/module.js';
import { ElfError } from '../../server/program/elf.js';
import { ManifestCache } from '../../server/program/manifest-cache.js';
import { readProgramFile } from '../../server/program/program-file.js';
import { manifestPath } from '../../server/program/store.js';
import { readAnswer, writeAnswer } from '../../server/remote/action-result.js';
import { entriesIn, isIntact, LOG_HEADER_SIZE, rebind } from '../../server/remote/entries.js';
import { HttpTransport } from '../../server/remote/http.js';
import { digestOf, makeKey, readSecretKey, signFor, type SigningKey } from '../../server/remote/keys.js';
import { parseList } from '../../server/remote/list.js';
import { readPack } from '../../server/remote/pack.js';
import { findList, pull } from '../../server/remote/pull.js';
import { RedisTransport } from '../../server/remote/redis.js';
import { TeamCache } from '../../server/remote/team-cache.js';
import type { Transport } from '../../server/remote/transport.js';
import { Run } from '../../server/run/run.js';
import { parseTraceLine } from '../../server/run/trace-line.js';
import { ProblemError } from '../../server/support/problem.js';

/**
 * The readers of what other processes wrote. Each gets any bytes and a folder of its own, and throws when the reader under test does anything but
 * give a value that fits its schema or say in one line what is wrong.
 */
export type Reader = (bytes: Buffer, folder: string) => Promise<void>;

function requireOneLine(text: string): void {
  if (text === '' || text.includes('\n')) throw new Error(`not one line of text: ${JSON.stringify(text)}`);
}

const Program = z.object({
  path: z.string().min(1),
  modules: z.array(
    z.object({ id: ModuleId, source: z.string(), slots: z.int().nonnegative(), imports: z.int().nonnegative() }),
  ),
  stores: z.array(z.string().min(1)),
  symbols: z.object({ count: z.int().nonnegative(), bytes: z.number().nonnegative() }).optional(),
});

const program: Reader = async (bytes, folder) => {
  const path = join(folder, 'program');
  await writeFile(path, bytes);
  try {
    const read = await readProgramFile(path);
    if (read) Program.parse(read);
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    // What is no fault of the file but of the reader is told in the same words; the cause says which it is.
    if (error.cause !== undefined && !(error.cause instanceof ElfError)) throw error;
    requireOneLine(error.message);
  }
};

const manifest: Reader = async (bytes, folder) => {
  // The module that it says it is, so that this is no reason to refuse it.
  const id = /"module":\s*"([0-9a-f]{64})"/.exec(bytes.toString('latin1'))?.[1] ?? 'a'.repeat(64);
  const path = manifestPath(folder, id);
  mkdirSync(dirname(path), { recursive: true });
  await writeFile(path, bytes);
  const cache = new ManifestCache();
  const loaded = await cache.load(id, 'source.c', [folder]);
  if (!loaded.ok) return requireOneLine(loaded.problem.message);
  const graph = linkModules([loaded.module], cache.symbols);
  // An edited module is linked with what was known before.
  const edited = packModule(Manifest.parse(JSON.parse(bytes.toString('utf8'))), cache.symbols);
  linkModules([edited], cache.symbols, { previous: graph });
};

const MODULE = 'a'.repeat(64);
const graph = linkCallGraph([
  Manifest.parse({
    format: 'autojit-manifest',
    version: 1,
    module: MODULE,
    producer: 'autojit',
    source: 'a.c',
    directory: '/src',
    target: 'x86_64-pc-linux-gnu',
    level: 'O0',
    debugInfo: false,
    addressTaken: [],
    functions: ['main', 'f'].map((name, slot) => ({
      ...{ name, display: name, linkage: 'external', instructions: 1, type: 'void ()', calls: [], indirect: [] },
      ...{ state: 'lazy', slot },
    })),
  }),
]);

const trace: Reader = async (bytes, folder) => {
  for (const line of bytes.toString('utf8').split('\n')) {
    const parsed = parseTraceLine(line);
    if (parsed.ok) TraceEvent.parse(parsed.event);
    else requireOneLine(parsed.why);
  }
  const path = join(folder, 'trace.jsonl');
  await writeFile(path, bytes);
  const run = new Run({ id: 'r', program: '/w/app', args: [], startedAt: 0, trace: path, graph });
  await run.poll();
  await run.finish({ kind: 'gone' });
  // Reasons that the program gave are repeated as they are.
  if (run.summary().problems.some(({ message }) => message === '')) throw new Error('a problem without a message');
};

const BUILD = '0123456789abcdef0123456789abcdef';

/** What comes from a team's server: each reader gives something whole, or nothing. */
const team: Reader = (bytes) => {
  const answer = readAnswer(bytes);
  if (answer && !/^[0-9a-f]{64}$/.test(answer.blob.hash)) throw new Error('an answer without a hash');
  const list = parseList(bytes);
  if (list) TeamList.parse(list);
  if (list?.functions.some(([pack]) => !list.packs[pack])) throw new Error('a list leads nowhere');
  const pack = readPack(bytes, BUILD, MODULE);
  const entries = [...(pack?.entries ?? []), ...entriesIn(bytes, 0), ...entriesIn(bytes, LOG_HEADER_SIZE)];
  for (const entry of entries) {
    const bound = rebind(entry, () => 'b'.repeat(64));
    if (bound && (!isIntact(bound.bytes) || bound.bytes.length !== entry.bytes.length)) throw new Error('not rebound');
  }
  return pullFrom(bytes);
};

const signing = readSecretKey(makeKey().secretWord) as SigningKey;

/** Somebody who is trusted signed these bytes for every key of a program: what is pulled is sound all the same, and its own. */
async function pullFrom(bytes: Buffer): Promise<void> {
  const blob = digestOf(bytes);
  const transport: Transport = {
    shown: 'memory',
    get: (space, name) =>
      Promise.resolve({
        kind: 'found',
        bytes: space === 'cas' ? bytes : writeAnswer({ blob, signature: signFor(name, blob, signing) }),
      }),
    has: () => Promise.resolve(true),
    put: () => Promise.resolve({ kind: 'written' }),
    probe: () => Promise.resolve(undefined),
    close: () => Promise.resolve(),
  };
  const cache = new TeamCache(transport, [signing.publicWord], undefined, AbortSignal.timeout(60_000));
  const modules = [MODULE, 'b'.repeat(64)].map((portable, at) => ({
    ...{ id: 'cd'[at]?.repeat(64) ?? '', portable, source: 'a.c', slots: 3 },
  }));
  // A program, and a library of it: one list is for both.
  const files = modules.map((module) => ({ build: BUILD, name: 'app', modules: [module] }));
  const program = { build: BUILD, name: 'app', modules };
  const found = await findList(cache, program);
  for (const file of [program, ...files]) {
    for (const entry of await pull(cache, file, () => false, found)) {
      const isOwn = file.modules.some(({ id }) => id === entry.module);
      if (isOwn === entry.earlier) throw new Error('pulled for another program');
      if (!isIntact(entry.bytes)) throw new Error('pulled what is damaged');
    }
  }
}

const LIMIT = 1 << 12;

/** Whatever a server of either kind sends before it ends the connection: bytes that are no more than was asked for, nothing, or a reason in one line. */
const wire: Reader = async (bytes) => {
  const server = createServer((socket) => socket.on('error', () => undefined).once('data', () => socket.end(bytes)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const at = (scheme: string): URL => new URL(`${scheme}://127.0.0.1:${String(port)}/`);
  const transports = [new HttpTransport(at('http'), undefined, 1000), new RedisTransport(at('redis'), undefined, 1000)];
  try {
    for (const transport of transports) {
      const reply = await transport.get('cas', MODULE, LIMIT, AbortSignal.timeout(2000));
      if (reply.kind === 'found' && reply.bytes.length > LIMIT) throw new Error('more than was asked for');
      if (reply.kind === 'failed' || reply.kind === 'refused') requireReason(reply.why);
      await transport.close();
    }
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
};

/** A server's words go to a terminal. */
function requireReason(text: string): void {
  if (!/^\P{Cc}+$/u.test(text)) throw new Error(`not a reason that can be shown: ${JSON.stringify(text)}`);
}

export const readers: Readonly<Record<string, Reader>> = { program, manifest, trace, team, wire };
