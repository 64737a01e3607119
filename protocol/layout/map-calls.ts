import type { ProgramMap } from '../views.js';
import type { MapLayout } from './treemap.js';

export interface Neighbour {
  /** Place in `boxes`. */
  box: number;
  sites: number;
}

const CALLERS = 4;
const CALLEES = 3;

export interface Neighbours {
  callers: Neighbour[];
  callees: Neighbour[];
  /** How many there are, and the calls of all of them. */
  callerParts: number;
  calleeParts: number;
  callsIn: number;
  callsOut: number;
}

/** The boxes that call one most, and those that it calls most. */
export function callersAndCallees(map: ProgramMap, layout: MapLayout, box: number): Neighbours {
  const boxOfPart = new Map<number, number>();
  layout.boxes.forEach(({ kind, parts }, at) => {
    if (kind !== 'folder') for (const part of parts) boxOfPart.set(part, at);
  });
  const callers = new Map<number, number>();
  const callees = new Map<number, number>();
  for (let at = 0; at < map.calls.length; at += 3) {
    const [from, to] = [boxOfPart.get(map.calls[at] ?? -1), boxOfPart.get(map.calls[at + 1] ?? -1)];
    const sites = map.calls[at + 2] ?? 0;
    if (from === undefined || to === undefined || from === to) continue;
    if (to === box) callers.set(from, (callers.get(from) ?? 0) + sites);
    if (from === box) callees.set(to, (callees.get(to) ?? 0) + sites);
  }
  // Everything calls libraries: a line to one says nothing.
  const own = (all: ReadonlyMap<number, number>): ReadonlyMap<number, number> =>
    new Map([...all].filter(([at]) => layout.boxes[at]?.kind === 'part'));
  const sum = (all: ReadonlyMap<number, number>): number => [...all.values()].reduce((total, one) => total + one, 0);
  return {
    callers: strongest(own(callers), CALLERS),
    callees: strongest(own(callees), CALLEES),
    ...{ callerParts: callers.size, calleeParts: callees.size, callsIn: sum(callers), callsOut: sum(callees) },
  };
}

function strongest(all: ReadonlyMap<number, number>, most: number): Neighbour[] {
  return [...all]
    .map(([box, sites]) => ({ box, sites }))
    .sort((a, b) => b.sites - a.sites || a.box - b.box)
    .slice(0, most);
}
