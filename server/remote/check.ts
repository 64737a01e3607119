import type { ToolCheck } from '../../protocol/lsp.js';
import { plural } from '../../protocol/text.js';
import { KINDS, totalOf } from './counts.js';
import { Notes } from './notes.js';
import { openTransport } from './open.js';
import { readSettings, type RemoteSettings } from './settings.js';

/** Longer than a program waits: a person asked. */
const PROBE_MS = 2000;
/** A key that nobody has: its absence is the answer of a server that lets us read. */
const NO_KEY = '0'.repeat(64);

/** Whether the team's server, if one is named, answers and would be believed; undefined where none is named. */
export async function checkTeamCache(env: NodeJS.ProcessEnv): Promise<ToolCheck | undefined> {
  const base = { name: 'team cache', required: false };
  try {
    const settings = await readSettings(env);
    if (!settings) return undefined;
    const transport = await openTransport(settings, PROBE_MS);
    try {
      const away = await transport.probe(PROBE_MS);
      const reply =
        away === undefined ? await transport.get('ac', NO_KEY, 1, AbortSignal.timeout(2 * PROBE_MS)) : undefined;
      const wrong = away ?? (reply && 'why' in reply ? reply.why : undefined);
      const where = { ...base, path: transport.shown };
      if (wrong !== undefined) return { ...where, ok: false, help: `${transport.shown} cannot be read: ${wrong}.` };
      if (settings.trust.length === 0)
        return {
          ...where,
          ok: false,
          help: 'It answers, but you trust nobody: name a public key in trust (docs/team-cache.md).',
        };
      return { ...where, ok: true, note: await noteOf(settings, transport.shown) };
    } finally {
      await transport.close();
    }
  } catch (error) {
    return { ...base, ok: false, help: error instanceof Error ? error.message : String(error) };
  }
}

/** What came from it, and what a person should know who set it up so. */
async function noteOf({ isKeyShared }: RemoteSettings, shown: string): Promise<string> {
  const { functions, kinds } = await new Notes(shown).server();
  const missed = KINDS.reduce((sum, kind) => sum + totalOf(kinds[kind].misses), 0);
  const came = `${plural(functions, 'function')} from the team, ${plural(missed, 'miss', 'misses')}`;
  return isKeyShared ? `${came}. ${SHARED}` : came;
}

const SHARED =
  'This machine signs with a key that it trusts: if a team shares it, each member can run code on the machines of all the others. Let CI alone sign where there is one.';
