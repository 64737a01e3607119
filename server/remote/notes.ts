import { randomUUID } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { cacheFolder } from '../program/store.js';
import { makePrivateFolder } from '../support/folder.js';
import { programKey, type SharedProgram } from './names.js';
import { MISSES, type Counts } from './team-cache.js';

/** What this user's commands remember of a team cache, in `team/` of his cache folder. What cannot be read or written there is as nothing. */

const Count = z.int().nonnegative();

/** Of a program: when the server was asked, and what came from it. */
const ProgramNote = z.object({ asked: z.number(), functions: z.array(z.string()) });

/** Of the server: since when it is away, if it is, and what came of all questions together. */
const ServerNote = z.object({
  url: z.string(),
  away: z.object({ since: z.number(), why: z.string() }).optional(),
  functions: Count,
  refused: Count,
  requests: Count,
  received: Count,
  sent: Count,
  misses: z.partialRecord(z.enum(MISSES), Count),
});
export type ServerNote = z.infer<typeof ServerNote>;

/** A server that did not answer is not asked for so long: a session's worth of runs. */
export const AWAY_FOR = 600_000;
/** What a team made since is looked for so often, at most, when a program starts. */
const ASKED_AGAIN_AFTER = 3_600_000;

const folder = (): string => join(cacheFolder(process.env), 'team');
const functionName = (module: string, slot: number): string => `${module} ${String(slot)}`;

export class Notes {
  constructor(
    /** Of the server, without secrets. */
    readonly url: string,
    private readonly now = Date.now(),
  ) {}

  async server(): Promise<ServerNote> {
    const note = await read('server.json', ServerNote);
    return note?.url === this.url
      ? note
      : { url: this.url, functions: 0, refused: 0, requests: 0, received: 0, sent: 0, misses: {} };
  }

  /** Why the server is not to be asked now; undefined when it may be. */
  async whyAway(): Promise<string | undefined> {
    const { away } = await this.server();
    return away && this.now - away.since < AWAY_FOR ? away.why : undefined;
  }

  async add(counts: Counts, away: string | undefined, { kept = 0, refused = 0 } = {}): Promise<void> {
    const { away: before, ...note } = await this.server();
    note.functions += kept;
    note.refused += refused;
    note.requests += counts.requests;
    note.received += counts.received;
    note.sent += counts.sent;
    for (const miss of MISSES) {
      const more = counts.misses[miss] ?? 0;
      if (more > 0) note.misses[miss] = (note.misses[miss] ?? 0) + more;
    }
    const isNew = before === undefined || this.now - before.since >= AWAY_FOR;
    const since = isNew ? this.now : before.since;
    await write('server.json', { ...note, ...(away !== undefined && { away: { since, why: away } }) });
  }

  /** Whether the server was asked for exactly this program lately. */
  async wasAsked(program: SharedProgram): Promise<boolean> {
    const note = await read(fileOf(program), ProgramNote);
    return note !== undefined && this.now - note.asked < ASKED_AGAIN_AFTER;
  }

  async noteAsked(program: SharedProgram, came: readonly { module: string; slot: number }[]): Promise<void> {
    const before = (await read(fileOf(program), ProgramNote))?.functions ?? [];
    const functions = new Set([...before, ...came.map(({ module, slot }) => functionName(module, slot))]);
    await write(fileOf(program), { asked: this.now, functions: [...functions] });
  }

  /** Tells of a function whether it came from the team. */
  async fromTeam(program: SharedProgram): Promise<(module: string, slot: number) => boolean> {
    const functions = new Set((await read(fileOf(program), ProgramNote))?.functions);
    return (module, slot) => functions.has(functionName(module, slot));
  }
}

const fileOf = (program: SharedProgram): string => `${programKey(program)}.json`;

async function read<T>(name: string, schema: z.ZodType<T>): Promise<T | undefined> {
  try {
    return schema.safeParse(JSON.parse(await readFile(join(folder(), name), 'utf8'))).data;
  } catch {
    return undefined; // there is none, or half of one: it only spares questions
  }
}

async function write(name: string, value: z.infer<typeof ProgramNote> | ServerNote): Promise<void> {
  const path = join(folder(), name);
  const temporary = `${path}.${randomUUID()}`;
  try {
    await makePrivateFolder(folder());
    await writeFile(temporary, JSON.stringify(value), { mode: 0o600, flag: 'wx' });
    await rename(temporary, path);
  } catch {
    await rm(temporary, { force: true }).catch(() => undefined); // a full disk or a home that cannot be written costs a question more
  }
}
