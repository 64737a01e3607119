import { formatBytes, formatMs, plural } from '../../protocol/text.js';
import { KINDS, MISSES, type KindCounts, type Miss, type Misses } from '../../server/remote/counts.js';
import type { RunsNote, ServerNote } from '../../server/remote/notes.js';

const WORDS: Record<Miss, string> = {
  absent: 'nobody pushed',
  gone: 'not there any more',
  unsigned: 'not signed',
  untrusted: 'signed by nobody you trust',
  forged: 'with a wrong signature',
  damaged: 'damaged',
  refused: 'refused by the server',
  failed: 'failed',
  away: 'not asked for, as the server is away',
};

function missTexts(misses: Misses, except?: Miss): string[] {
  return MISSES.flatMap((miss) => {
    const count = misses[miss];
    return count === undefined || miss === except ? [] : [`${String(count)} ${WORDS[miss]}`];
  });
}

/** `; misses: 2 not signed`: nothing is missed in silence. */
export function missText({ misses }: { misses: Misses }, except?: Miss): string {
  const texts = missTexts(misses, except);
  return texts.length === 0 ? '' : `; misses: ${texts.join(', ')}`;
}

const kindText = ({ hits, misses }: KindCounts): string => [`${String(hits)} found`, ...missTexts(misses)].join(', ');

/** What came of a team's server, since it is set up. */
export function serverLines({ url, functions, refused, requests, received, sent, kinds }: ServerNote): string[] {
  const parts = [
    `${plural(functions, 'function')} from the team at ${url}`,
    ...(refused > 0 ? [`${String(refused)} refused`] : []),
    plural(requests, 'request'),
    `${formatBytes(received)} received`,
    `${formatBytes(sent)} sent`,
  ];
  return [parts.join(', '), ...KINDS.map((kind) => `  ${kind}: ${kindText(kinds[kind])}`)];
}

/** Where the code of runs came from, and what the team's part of it spared; nothing before the first run. */
export function runsLines({ runs, made, kept, team, spared, untimed }: RunsNote): string[] {
  if (runs === 0) return [];
  const parts = [`${String(made)} made`, `${String(kept)} kept from earlier runs`, `${String(team)} from the team`];
  const least = untimed > 0 ? 'at least ' : '';
  const time = team > untimed ? `, which spared ${least}${formatMs(spared / 1000)} of making` : '';
  return [`${plural(made + kept + team, 'function')} in ${plural(runs, 'run')}: ${parts.join(', ')}${time}`];
}
