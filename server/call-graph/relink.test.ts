import { expect, test } from 'vitest';
import type { Manifest } from '../../protocol/manifest.js';
import { manifest } from '../testing/manifests.js';
import { randomNumbers } from '../testing/random.js';
import { linkModules } from './link.js';
import type { LinkedCallGraph } from './linked-call-graph.js';
import { packModule } from './module.js';
import { NO_WRAPPING } from './objects.js';
import { Symbols } from './symbols.js';

/** Everything a graph says, by id: indices and the order of lists are its own business. */
function facts(graph: LinkedCallGraph, manifests: readonly Manifest[]): unknown {
  const id = (index: number): string => graph.functions[index]?.id ?? '?';
  const ids = (list: Iterable<number>): string[] => [...list].map(id).sort();
  const functions = graph.functions.map((fn, index) => {
    expect(fn.index).toBe(index);
    expect(graph.find(fn.id)).toBe(index);
    return [
      fn.id,
      {
        ...{ symbol: fn.symbol, label: fn.label, linkage: fn.linkage, source: fn.source, reason: fn.reason },
        calls: graph.directCalls(index).map(({ to, sites }) => `${id(to)} x${String(sites)}`),
        callees: ids(graph.callees(index)),
        callers: ids(graph.callers(index)),
        counts: [graph.countCallees(index), graph.countCallers(index), graph.unresolved(index)],
        external: [...graph.externalCalls(index)],
        keys: [...graph.candidateKeys(index)].sort(),
        taken: graph.isAddressTaken(index),
      },
    ] as const;
  });
  const slots = manifests.flatMap(({ module, functions: bodies }) =>
    bodies.map((_, slot) => id(graph.atSlot({ module, slot }) ?? -1)),
  );
  return {
    functions: Object.fromEntries(functions),
    eager: graph.eager,
    slots,
    main: graph.main === undefined ? '' : id(graph.main),
  };
}

function kept({ addressTaken, classes }: Manifest): Partial<Manifest> {
  return { addressTaken, ...(classes && { classes }) };
}

const LINKAGES = ['external', 'internal', 'weak', 'linkonce'] as const;
const TYPES = ['void ()', 'i32 (ptr)', 'i32 (ptr, i32)'];
const CLASSES = ['1A', '1B', '1C'];

test.each([
  ['of one file', 1],
  ['of a program with two libraries', 3],
])('after any edits, a graph %s that was linked again says what one says that was linked at once', (_, files) => {
  const random = randomNumbers(7);
  const below = (limit: number): number => Math.floor(random() * limit);
  const oneOf = <T>(list: readonly T[]): T => list[below(list.length)] as T;
  const name = (): string => (below(20) === 0 ? 'main' : `f${String(below(25))}`);
  /** `like`: other bodies of the same functions. */
  const module = (source: number, like?: Manifest): Manifest => {
    const names = like?.functions.map((one) => one.name) ?? [...new Set(Array.from({ length: 1 + below(7) }, name))];
    const functions = names.map((symbol, at) => ({
      name: symbol,
      linkage: like?.functions[at]?.linkage ?? oneOf(LINKAGES),
      type: oneOf(TYPES),
      calls: Array.from({ length: below(5) }, name),
      indirect: Array.from({ length: below(3) }, () =>
        below(2) === 0
          ? { type: oneOf(TYPES) }
          : {
              ...{ type: oneOf(TYPES), kind: 'virtual' as const },
              ...(below(4) > 0 && { slot: below(2), ...(below(2) > 0 && { class: oneOf(CLASSES) }) }),
            },
      ),
      ...(below(6) === 0 && { eager: 'naked' }),
    }));
    // Most edits of bodies leave classes and addresses as they were.
    if (like && below(2) === 0) return manifest(`s${String(source)}.cc`, functions, kept(like));
    const classes = CLASSES.filter(() => below(3) === 0).map((one, at) => ({
      name: one,
      ...(below(3) > 0 && { bases: CLASSES.slice(0, at).map((base) => ({ name: base, offset: 0 })) }),
      tables: [{ offset: 0, slots: [name(), below(3) === 0 ? null : name()] }],
    }));
    return manifest(`s${String(source)}.cc`, functions, { addressTaken: names.filter(() => below(3) === 0), classes });
  };
  const sourceOf = ({ source }: Manifest): number => Number(/\d+/.exec(source)?.[0]);
  const symbols = new Symbols();
  const packed = new Map<string, ReturnType<typeof packModule>>();
  const pack = (one: Manifest): ReturnType<typeof packModule> => {
    const known = packed.get(one.module) ?? packModule(one, symbols);
    packed.set(one.module, known);
    return known;
  };
  let manifests = Array.from({ length: 6 }, (_, at) => module(at % 5));
  let graph: LinkedCallGraph | undefined;
  let exported = Array.from({ length: files }, () => new Set<string>());
  for (let step = 0; step < 400; step += 1) {
    const edit = below(10);
    const edited = step % manifests.length;
    if (edit < 3) manifests = manifests.map((one, at) => (at === edited ? module(sourceOf(one), one) : one));
    else if (edit < 6) manifests = manifests.map((one, at) => (at === edited ? module(at % 5) : one));
    else if (edit < 8) manifests = [...manifests, module(below(5))];
    else if (edit < 9) manifests = manifests.filter((_, at) => at !== edited);
    else manifests = [...manifests].reverse();
    manifests = [...new Map(manifests.slice(-9).map((one) => [one.module, one])).values()];
    // Mostly the libraries are what they were.
    if (below(3) === 0) exported = exported.map(() => new Set(Array.from({ length: below(25) }, name)));
    const share = Math.ceil(manifests.length / files);
    const objects = exported.map((exports, at) => ({
      modules: Math.max(0, Math.min(share, manifests.length - at * share)),
      exports,
      wraps: NO_WRAPPING,
    }));
    graph = linkModules(manifests.map(pack), symbols, { previous: graph, objects });
    const fresh = new Symbols();
    const whole = linkModules(
      manifests.map((one) => packModule(one, fresh)),
      fresh,
      { objects },
    );
    expect(facts(graph, manifests), `after edit ${String(step)}`).toEqual(facts(whole, manifests));
  }
});

test('what an edit leaves alone keeps its index and its object', () => {
  const symbols = new Symbols();
  const a = packModule(manifest('a.c', [{ name: 'main', calls: ['g'] }, { name: 'gone' }]), symbols);
  const b = packModule(manifest('b.c', [{ name: 'g' }, { name: 'h', linkage: 'internal' }]), symbols);
  const before = linkModules([a, b], symbols);
  const edited = packModule(manifest('a.c', [{ name: 'added' }, { name: 'main', calls: ['h', 'g'] }]), symbols);
  const after = linkModules([edited, b], symbols, { previous: before });
  expect(after.functions.map(({ id }) => id)).toEqual(['main', 'added', 'g', '/src/b.c#h']);
  expect(after.functions[2]).toBe(before.functions[2]);
  expect(after.functions[3]).toBe(before.functions[3]);
  expect(after.functions[0]).not.toBe(before.functions[0]);
});

test('a run of a build stays as it is seen where an edit changes bodies only', () => {
  const symbols = new Symbols();
  const pack = (calls: string[], eager?: string) =>
    packModule(
      manifest('a.c', [{ name: 'main', calls, ...(eager !== undefined && { eager }) }, { name: 'f' }]),
      symbols,
    );
  const before = linkModules([pack(['f'])], symbols);
  const after = linkModules([pack(['f', 'f', 'puts'])], symbols, { previous: before });
  expect(after.indices).toBe(before.indices);
  expect(after.functions[1]).not.toBe(before.functions[1]);
  expect(linkModules([pack(['f'], 'naked')], symbols, { previous: after }).indices).not.toBe(after.indices);
});
