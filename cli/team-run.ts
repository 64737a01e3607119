import type { FunctionIndex } from '../server/call-graph/model.js';
import type { ProgramFile } from '../server/program/program-file.js';
import { readSettings, type RemoteSettings } from '../server/remote/settings.js';
import type { Run } from '../server/run/run.js';
import { missText, pullImages } from './cache/pull.js';
import { localImages, openTeamCache } from './cache/team.js';

/** A server that takes no connection in this time is away; one that then says nothing for so long, too. A program waits no longer for any of it. */
const PROBE_MS = 100;
const PATIENCE_MS = 500;
const LONGEST_MS = 10_000;

export interface TeamRun {
  /** What a person should know of the team cache. */
  remarks: string[];
  /** Whether a function's code came from the team. */
  fromTeam: (module: string, slot: number) => boolean;
}

/** Before a program starts: takes what the team has of it, if a team cache is set up. Nothing of it keeps the program from running. */
export async function askTeam(file: ProgramFile): Promise<TeamRun | undefined> {
  try {
    const settings = await readSettings();
    return settings && (await ask(file, settings));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { remarks: [`The team cache was not used: ${why}`], fromTeam: () => false };
  }
}

async function ask(file: ProgramFile, settings: RemoteSettings): Promise<TeamRun> {
  const images = await localImages(file);
  const { program } = images;
  const { cache, notes } = await openTeamCache(settings, AbortSignal.timeout(LONGEST_MS), PATIENCE_MS);
  const away = await notes.whyAway();
  const remarks = away === undefined ? [] : [`The team cache is not asked for ten minutes: ${away}.`];
  // Where the images were cleared since, they are wanted again.
  if (away === undefined && (images.entries.length === 0 || !(await notes.wasAsked(program)))) {
    try {
      if (await cache.probe(PROBE_MS)) await pullImages(cache, notes, images, file.path);
      else await notes.add(cache.counts, cache.away);
    } finally {
      await cache.close();
    }
    if (cache.problem !== undefined) remarks.push(`The team cache could not be read: ${cache.problem}.`);
    const misses = missText(cache.counts, 'absent');
    if (misses !== '') remarks.push(`Of the team cache${misses.replace(';', '')}.`);
  }
  return { remarks, fromTeam: await notes.fromTeam(program) };
}

/** `566 functions: 12 made here, 554 from the team`. */
export function teamText({ fromTeam }: TeamRun, run: Run): string {
  const { graph } = run.init;
  const isOfTeam = (index: FunctionIndex): boolean => {
    const at = graph.slotOf(index);
    return at !== undefined && fromTeam(at.module, at.slot);
  };
  const called = [...run.state.functions].filter(([, { state }]) => state === 'materialized');
  const kept = called.filter(([, { kept: was }]) => was);
  const team = kept.filter(([index]) => isOfTeam(index)).length;
  const parts = [
    `${String(called.length - kept.length)} made here`,
    ...(kept.length > team ? [`${String(kept.length - team)} kept from earlier runs`] : []),
    `${String(team)} from the team`,
  ];
  return `${String(called.length)} called: ${parts.join(', ')}`;
}
