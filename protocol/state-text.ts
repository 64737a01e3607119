import type { EagerReason } from './manifest.js';
import type { FunctionState, Tier } from './graph.js';
import { formatMs } from './text.js';

/** A function's state, drawn: the same marks in lenses and in the graph's legend. They read without their colour. */
export const STATE_MARKS: Readonly<Record<FunctionState, string>> = {
  stub: '○',
  materializing: '◌',
  materialized: '●',
  inlined: '◍',
  eager: '■',
  failed: '✗',
};

interface StateFacts {
  state: FunctionState;
  tier?: Tier | undefined;
  /** Milliseconds in the engine. */
  ms?: number | undefined;
  reason?: Pick<EagerReason, 'text'> | undefined;
  failure?: string | undefined;
  inlinedInto?: string | undefined;
  generation?: number | undefined;
  waiting?: boolean | undefined;
}

/** A function's state in words: `stub`, `materialized (draft) 0.4 ms`, `inlined into f`, `eager: it has inline assembly`. Views add what only they know, as who called it. */
export function stateWords(facts: StateFacts): string {
  return [plainWords(facts), ...generationWords(facts)].join(' · ');
}

/** Of what a reload exchanged: `generation 2`, and whether that runs yet. */
export function generationWords({ generation, waiting = false }: Pick<StateFacts, 'generation' | 'waiting'>): string[] {
  if (generation === undefined) return [];
  return [`generation ${String(generation)}`, ...(waiting ? ['not called since its reload'] : [])];
}

function plainWords({ state, tier, ms, reason, failure, inlinedInto }: StateFacts): string {
  switch (state) {
    case 'stub':
    case 'materializing':
      return state;
    case 'materialized':
      return [state, ...(tier ? [`(${tier})`] : []), ...(ms ? [formatMs(ms)] : [])].join(' ');
    case 'inlined':
      return inlinedInto === undefined ? state : `${state} into ${inlinedInto}`;
    case 'eager':
      return reason ? `${state}: ${reason.text}` : state;
    case 'failed':
      return failure === undefined ? state : `${state}: ${failure}`;
  }
}
