import { createHash, randomUUID } from 'node:crypto';
import { readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import * as z from 'zod';
import { cacheFolder } from '../support/user-folders.js';
import { makePrivateFolder } from '../support/folder.js';
import { addMisses, Counts, KINDS, MISSES } from './counts.js';
import { contentKey, entriesIn, LOG_HEADER_SIZE, type LogEntry } from './entries.js';
import { programKey, type SharedProgram } from './names.js';

/**
 * What this user's commands remember of a team cache, in `team/` of his cache folder. What cannot be read or written there is as nothing, and of two
 * commands that end at once one may not be counted.
 */

const Count = z.int().nonnegative();

/** Of a program: when the server was asked. */
const ProgramNote = z.object({
  asked: z.number(),
  /** Its shared libraries, which were asked for too, and where their images are. */
  libraries: z.array(z.object({ path: z.string(), log: z.string() })),
});
type ProgramNote = z.infer<typeof ProgramNote>;

/** Of an image log: the content keys of what came from the team, with the microseconds that each took where it was made; 0: not known. */
const LogNote = z.object({ keys: z.record(z.string(), Count) });
type LogNote = z.infer<typeof LogNote>;

/** What came from the team of a program or a library. */
export interface Came {
  /** The file. */
  path: string;
  log: string;
  /** What the log had before. */
  before: readonly LogEntry[];
  entries: readonly (LogEntry & { took: number })[];
}

const KindNote = z.object({ hits: Count, misses: z.partialRecord(z.enum(MISSES), Count) });

/** Of the server: since when it is away, if it is, and what came of all questions together. */
const ServerNote = z.object({
  url: z.string(),
  away: z.object({ since: z.number(), why: z.string() }).optional(),
  functions: Count,
  refused: Count,
  requests: Count,
  received: Count,
  sent: Count,
  kinds: z.object({ programs: KindNote, modules: KindNote }),
});
export type ServerNote = z.infer<typeof ServerNote>;

/** Of all runs that `autojit run` started: where the code came from of what they called. */
const RunsNote = z.object({
  runs: Count,
  made: Count,
  /** Made by earlier runs on this machine. */
  kept: Count,
  team: Count,
  /** Microseconds that making what the team had would have taken, as long as it took where it was made. */
  spared: Count,
  /** Functions of the team's of which that is not known. */
  untimed: Count,
});
export type RunsNote = z.infer<typeof RunsNote>;

/** A server that did not answer is not asked for so long: a session's worth of runs. */
export const AWAY_FOR = 600_000;
/** What a team made since is looked for so often, at most, when a program starts. */
const ASKED_AGAIN_AFTER = 3_600_000;

const folder = (): string => join(cacheFolder(process.env), 'team');

/** The microseconds that making a function of the team's took; 0: not known; undefined: it is none. */
export type FromTeam = (module: string, slot: number) => number | undefined;

export class Notes {
  constructor(
    /** Of the server, without secrets. */
    readonly url: string,
    private readonly now = Date.now(),
  ) {}

  async server(): Promise<ServerNote> {
    const note = await read('server.json', ServerNote);
    if (note?.url === this.url) return note;
    const { requests, received, sent, kinds } = new Counts();
    return { url: this.url, functions: 0, refused: 0, requests, received, sent, kinds };
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
    for (const kind of KINDS) {
      note.kinds[kind].hits += counts.kinds[kind].hits;
      note.kinds[kind].misses = addMisses(note.kinds[kind].misses, counts.kinds[kind].misses);
    }
    const isNew = before === undefined || this.now - before.since >= AWAY_FOR;
    const since = isNew ? this.now : before.since;
    await write('server.json', { ...note, ...(away !== undefined && { away: { since, why: away } }) });
  }

  /** Whether the server was asked for exactly this program lately, with its libraries as they are. */
  async wasAsked(program: SharedProgram): Promise<boolean> {
    const note = await read(fileOf(program), ProgramNote);
    if (note === undefined || this.now - note.asked >= ASKED_AGAIN_AFTER) return false;
    const times = await Promise.all(
      note.libraries.map(({ path }) =>
        stat(path).then(
          ({ mtimeMs }) => mtimeMs,
          () => 0,
        ),
      ),
    );
    return times.every((time) => time <= note.asked);
  }

  /** What came now of a program, and of its libraries, which have notes of their own: other programs use them too. */
  async noteAsked(program: SharedProgram, own: Came, libraries: readonly Came[]): Promise<void> {
    const note = { asked: this.now, libraries: libraries.map(({ path, log }) => ({ path, log })) };
    await Promise.all([write(fileOf(program), note), ...[own, ...libraries].map((came) => noteCame(came))]);
  }

  /** Tells of a function of the program and its libraries, as their logs are now, whether its code came from the team. */
  async fromTeam(program: SharedProgram, log: string): Promise<FromTeam> {
    const note = await read(fileOf(program), ProgramNote);
    const logs = [log, ...(note?.libraries ?? []).map((library) => library.log)];
    const functions = new Map((await Promise.all(logs.map(cameTo))).flat());
    return (module, slot) => functions.get(`${module} ${String(slot)}`);
  }
}

/** Beside what is noted of the log and still in it: what was cleared and made here since is not the team's. */
async function noteCame({ log, before, entries }: Came): Promise<void> {
  const noted = (await read(await noteOf(log), LogNote))?.keys ?? {};
  const keys = new Map<string, number>();
  for (const key of before.map(contentKey)) if (noted[key] !== undefined) keys.set(key, noted[key]);
  for (const entry of entries) keys.set(contentKey(entry), entry.took);
  await write(await noteOf(log), { keys: Object.fromEntries(keys) });
}

/** By content, so that a function of an edited module is known again when it got new numbers. */
async function cameTo(log: string): Promise<[string, number][]> {
  const noted = new Map(Object.entries((await read(await noteOf(log), LogNote))?.keys ?? {}));
  if (noted.size === 0) return [];
  const bytes = await readFile(log).catch(() => Buffer.alloc(0));
  return [...entriesIn(bytes, LOG_HEADER_SIZE)].flatMap((entry): [string, number][] => {
    const took = noted.get(contentKey(entry));
    return took === undefined ? [] : [[`${entry.module} ${String(entry.slot)}`, took]];
  });
}

/** Of logs that are deleted: what is made anew here is not the team's, though it is equal. */
export async function forgetLogs(logs: readonly string[]): Promise<void> {
  for (const log of logs) await rm(join(folder(), await noteOf(log)), { force: true }).catch(() => undefined); // then a figure is wrong
}

/** By whatever links somebody came to it. */
async function noteOf(log: string): Promise<string> {
  const place = await realpath(dirname(log)).catch(() => dirname(log));
  return `${createHash('sha256')
    .update(join(place, basename(log)))
    .digest('hex')}.json`;
}

export const readRuns = async (): Promise<RunsNote> =>
  (await read('runs.json', RunsNote)) ?? { runs: 0, made: 0, kept: 0, team: 0, spared: 0, untimed: 0 };

export async function addRun(run: Omit<RunsNote, 'runs'>): Promise<void> {
  const before = await readRuns();
  await write('runs.json', {
    runs: before.runs + 1,
    made: before.made + run.made,
    kept: before.kept + run.kept,
    team: before.team + run.team,
    spared: before.spared + run.spared,
    untimed: before.untimed + run.untimed,
  });
}

const fileOf = (program: SharedProgram): string => `${programKey(program)}.json`;

async function read<T>(name: string, schema: z.ZodType<T>): Promise<T | undefined> {
  try {
    return schema.safeParse(JSON.parse(await readFile(join(folder(), name), 'utf8'))).data;
  } catch {
    return undefined; // there is none, or half of one: it only spares questions
  }
}

async function write(name: string, value: ProgramNote | LogNote | ServerNote | RunsNote): Promise<void> {
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
