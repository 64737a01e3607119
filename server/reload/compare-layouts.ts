import type { LayoutFacts } from '../../protocol/reload.js';
import type { ModuleBuild } from './module-build.js';

interface Part {
  name: string;
  place: string;
  type: string;
}

const MOST_USERS = 4;

/** Types of both builds that objects of the running program may have, and that lie otherwise in memory now: a line for each. */
export function changedLayouts(
  old: ModuleBuild,
  current: ModuleBuild,
  display: (build: ModuleBuild, symbol: string) => string,
): string[] {
  const known = new Map(old.layouts.map((layout) => [layout.name, layout]));
  return current.layouts.flatMap((layout) => {
    const before = known.get(layout.name);
    const change = before && changeOf(before, layout);
    const words = change?.replace(
      /^(.*virtual )(\S+)/,
      (_, start: string, symbol: string) => start + display(current, symbol),
    );
    return words === undefined
      ? []
      : [`${nameOf(layout.name, (symbol) => display(current, symbol))}: ${words}${usersOf(layout.name, old, display)}`];
  });
}

/** A closure's name is for linkers. */
function nameOf(name: string, display: (symbol: string) => string): string {
  if (name.startsWith('closure ')) return `the captures of ${display(name.slice('closure '.length))}`;
  return name.startsWith('_ZTS') ? `the captures of a lambda (${name.slice(4)})` : name;
}

function changeOf(before: LayoutFacts, after: LayoutFacts): string | undefined {
  const [old, current] = [partsOf(before), partsOf(after)];
  if (after.enumeration) return changedEnumerator(old, current);
  const size = before.size === after.size ? '' : `${String(before.size)} -> ${String(after.size)} bytes, `;
  const field = changedField(old, current);
  if (field !== undefined) return size + field;
  return size === '' ? undefined : size.slice(0, -2);
}

function partsOf({ parts }: LayoutFacts): Part[] {
  return Array.from({ length: Math.floor(parts.length / 3) }, (_, index) => ({
    name: parts[3 * index] ?? '',
    place: parts[3 * index + 1] ?? '',
    type: parts[3 * index + 2] ?? '',
  }));
}

/** Values that are stored somewhere must go on to mean what they did; new ones are nowhere yet. */
function changedEnumerator(old: readonly Part[], current: readonly Part[]): string | undefined {
  const now = new Map(current.map(({ name, place }) => [name, place]));
  const moved = old.find(({ name, place }) => now.has(name) && now.get(name) !== place);
  if (moved) return `${moved.name} was ${moved.place} and is ${now.get(moved.name) ?? ''}`;
  const gone = old.find(({ name }) => !now.has(name));
  return gone && current.some(({ place }) => place === gone.place)
    ? `${gone.place} was ${gone.name} and means something else`
    : undefined;
}

function changedField(old: readonly Part[], current: readonly Part[]): string | undefined {
  const count = Math.max(old.length, current.length);
  for (let index = 0; index < count; index += 1) {
    const [before, after] = [old[index], current[index]];
    if (isSame(before, after)) continue;
    const gone = before && !current.some(({ name }) => name === before.name) ? before : undefined;
    const added = after && !old.some(({ name }) => name === after.name) ? after : undefined;
    if (gone && added) return `${wordFor(gone)} became ${wordFor(added)}`;
    if (added) return `${wordFor(added)} is new`;
    if (gone) return `${wordFor(gone)} is gone`;
    if (before && after) return changeInPlace(before, after);
  }
  return undefined;
}

function isSame(a: Part | undefined, b: Part | undefined): boolean {
  return a?.name === b?.name && a?.place === b?.place && a?.type === b?.type;
}

/** What a Rust enum may be: `{Circle=0@0 struct Circle; Square=1@0 struct Square; 128}`. */
const VARIANTS = 'variants';

function changedVariants(before: Part, after: Part): string {
  const [old, current] = [before, after].map(
    ({ type }) => new Set([...type.matchAll(/[{ ](\w+)=-?\d+@/g)].map(([, name]) => name ?? '')),
  ) as [Set<string>, Set<string>];
  const added = [...current].find((name) => !old.has(name));
  if (added !== undefined) return `variant ${added} is new`;
  const gone = [...old].find((name) => !current.has(name));
  return gone === undefined ? 'its variants changed' : `variant ${gone} is gone`;
}

function changeInPlace(before: Part, after: Part): string {
  if (before.name === VARIANTS && after.name === VARIANTS) return changedVariants(before, after);
  return before.name === after.name && before.type !== after.type
    ? `${wordFor(before)} was ${before.type} and is ${after.type}`
    : `${wordFor(before)} moved`;
}

function wordFor({ name }: Part): string {
  return name.startsWith('virtual ') || name.startsWith('base ') ? name : `field ${name || 'without a name'}`;
}

function usersOf(type: string, build: ModuleBuild, display: (build: ModuleBuild, symbol: string) => string): string {
  const plain = type.replace(/^(struct|class|union) /, '');
  const users = [...build.functions.values()]
    .filter(({ types }) => types?.includes(plain))
    .map(({ name }) => display(build, name));
  if (users.length === 0) return '';
  const shown = users.slice(0, MOST_USERS);
  const rest = users.length - shown.length;
  return `; used by ${shown.join(', ')}${rest > 0 ? ` and ${String(rest)} more` : ''}`;
}
