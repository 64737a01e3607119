import type { ToolCheck } from '../../protocol/lsp.js';
import { openTransport } from './open.js';
import { readSettings } from './settings.js';

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
      return { ...where, ok: true };
    } finally {
      await transport.close();
    }
  } catch (error) {
    return { ...base, ok: false, help: error instanceof Error ? error.message : String(error) };
  }
}
