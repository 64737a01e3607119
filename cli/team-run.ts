import type { ProgramFile } from '../server/program/program-file.js';
import { readSettings, type RemoteSettings } from '../server/remote/settings.js';
import type { Run } from '../server/run/run.js';
import { addRun, type FromTeam } from '../server/remote/notes.js';
import { pullImages } from './cache/pull.js';
import { missText } from './cache/team-text.js';
import { localImages, openTeamCache } from './cache/team.js';

/** A server that takes no connection in this time is away; one that then says nothing for so long, too. A program waits no longer for any of it. */
const PROBE_MS = 100;
const PATIENCE_MS = 500;
const LONGEST_MS = 10_000;

export interface TeamRun {
  /** What a person should know of the team cache. */
  remarks: string[];
  /** Whether a function's code came from the team. */
  fromTeam: FromTeam;
}

export interface AskedTeam {
  /** When the program has ended: what came from the team may have got new numbers meanwhile. */
  afterRun: () => Promise<TeamRun>;
}

/** Before a program starts: takes what the team has of it, if a team cache is set up. Nothing of it keeps the program from running. */
export async function askTeam(file: ProgramFile): Promise<AskedTeam | undefined> {
  try {
    const settings = await readSettings();
    return settings && (await ask(file, settings));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const told = { remarks: [`The team cache was not used: ${why}`], fromTeam: () => undefined };
    return { afterRun: () => Promise.resolve(told) };
  }
}

async function ask(file: ProgramFile, settings: RemoteSettings): Promise<AskedTeam> {
  const images = await localImages(file);
  const { program } = images;
  const { cache, notes } = await openTeamCache(settings, AbortSignal.timeout(LONGEST_MS), PATIENCE_MS);
  const away = await notes.whyAway();
  const remarks = away === undefined ? [] : [`The team cache is not asked for ten minutes: ${away}.`];
  // Where the images were cleared since, they are wanted again.
  if (away === undefined && (images.entries.length === 0 || !(await notes.wasAsked(program)))) {
    try {
      if (await cache.probe(PROBE_MS)) await pullImages(cache, notes, images);
      else await notes.add(cache.counts, cache.away);
    } finally {
      await cache.close();
    }
    if (cache.problem !== undefined) remarks.push(`The team cache could not be read: ${cache.problem}.`);
    const misses = missText(cache.counts, 'absent');
    if (misses !== '') remarks.push(`Of the team cache${misses.replace(';', '')}.`);
  }
  return { afterRun: async () => ({ remarks, fromTeam: await notes.fromTeam(program, images.log) }) };
}

/** Where the code came from of what a run called. */
interface Sources {
  made: number;
  kept: number;
  team: number;
  /** Microseconds. */
  spared: number;
  untimed: number;
}

function sourcesOf(run: Run, fromTeam: FromTeam): Sources {
  const { graph } = run.init;
  const sources: Sources = { made: 0, kept: 0, team: 0, spared: 0, untimed: 0 };
  for (const [index, { state, kept }] of run.state.functions) {
    if (state !== 'materialized') continue;
    const at = graph.slotOf(index);
    const took = kept && at ? fromTeam(at.module, at.slot) : undefined;
    sources.made += kept ? 0 : 1;
    sources.kept += kept && took === undefined ? 1 : 0;
    sources.team += took === undefined ? 0 : 1;
    sources.spared += took ?? 0;
    sources.untimed += took === 0 ? 1 : 0;
  }
  return sources;
}

/** For `autojit cache`. */
export const noteRun = (run: Run, team: TeamRun | undefined): Promise<void> =>
  addRun(sourcesOf(run, team?.fromTeam ?? (() => undefined)));

/** `566 called: 12 made here, 554 from the team`. */
export function teamText({ fromTeam }: TeamRun, run: Run): string {
  const { made, kept, team } = sourcesOf(run, fromTeam);
  const parts = [
    `${String(made)} made here`,
    ...(kept > 0 ? [`${String(kept)} kept from earlier runs`] : []),
    `${String(team)} from the team`,
  ];
  return `${String(made + kept + team)} called: ${parts.join(', ')}`;
}
