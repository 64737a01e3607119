import { INTERNAL, type CodeNumber, type Module } from './module.js';

/** Every copy of every function of some modules, numbered through in link order. */
export class Places {
  readonly count: number;
  private readonly firsts: Uint32Array;
  private readonly owners: Uint32Array;
  private readonly byId = new Map<string, number>();
  private readonly bySource = new Map<string, Module[]>();
  private readonly sharing = new Set<Module>();
  /** By module: symbols that others can name and that mean another function in this program's other objects (objects.ts). */
  private readonly apart = new Map<Module, Map<number, CodeNumber>>();

  constructor(readonly modules: readonly Module[]) {
    this.firsts = new Uint32Array(modules.length + 1);
    let count = 0;
    modules.forEach((module, at) => {
      this.byId.set(module.id, at);
      const sameSource = this.bySource.get(module.source);
      if (sameSource) {
        sameSource.push(module);
        for (const one of sameSource) this.sharing.add(one);
      } else this.bySource.set(module.source, [module]);
      count += module.symbols.length;
      this.firsts[at + 1] = count;
    });
    this.count = count;
    this.owners = new Uint32Array(count);
    modules.forEach((_, at) => this.owners.fill(at, this.firsts[at], this.firsts[at + 1]));
  }

  firstOf(module: number): number {
    return this.firsts[module] ?? 0;
  }

  moduleNumber(id: string): number | undefined {
    return this.byId.get(id);
  }

  /** The module that has it, that module's number, and the place of its first function. */
  owner(place: number): { module: Module; at: number; first: number } {
    const at = this.owners[place] ?? -1;
    const module = this.modules[at];
    if (!module) throw new RangeError(`no function ${String(place)}`);
    return { module, at, first: this.firstOf(at) };
  }

  symbolAt(place: number): number {
    const { module, first } = this.owner(place);
    return module.symbols[place - first] ?? 0;
  }

  /** Functions that have ids as those with internal linkage have, since another object has the name. */
  keepApart(places: Iterable<number>): void {
    for (const place of places) {
      const { module, first } = this.owner(place);
      const known = this.apart.get(module) ?? new Map<number, CodeNumber>();
      this.apart.set(module, known.set(module.symbols[place - first] ?? 0, place - first));
    }
  }

  isApart(place: number): boolean {
    const { module, first } = this.owner(place);
    return this.apart.get(module)?.get(module.symbols[place - first] ?? 0) === place - first;
  }

  forEach(visit: (module: Module, number: CodeNumber, place: number) => void): void {
    this.modules.forEach((module, at) => {
      const first = this.firstOf(at);
      for (let number = 0; number < module.symbols.length; number += 1) visit(module, number, first + number);
    });
  }

  /** Several modules were compiled from its source. */
  sharesSource(module: Module): boolean {
    return this.sharing.has(module);
  }

  /**
   * protocol/graph.ts, FunctionId. One source compiled twice into a program (other flags) gives two functions; the second
   * gets its module's id.
   */
  idOf(module: Module, number: CodeNumber): string {
    const symbol = module.code[number]?.symbol ?? '';
    const name = module.symbols[number] ?? 0;
    if (module.ranks[number] !== INTERNAL && this.apart.get(module)?.has(name) !== true) return symbol;
    const id = `${module.source}#${symbol}`;
    const holders = this.holders(module.source, name);
    return holders[0] === module ? id : `${id}@${module.id.slice(0, 12)}`;
  }

  /** The function that only its module, or its object, can name, and that has this id. */
  internal(id: string, symbolOf: (name: string) => number | undefined): number | undefined {
    for (let at = id.indexOf('#'); at >= 0; at = id.indexOf('#', at + 1)) {
      const [source, rest] = [id.slice(0, at), id.slice(at + 1)];
      if (!this.bySource.has(source)) continue;
      const [name = '', copy] = this.splitCopy(rest);
      const symbol = symbolOf(name) ?? -1;
      const holders = this.holders(source, symbol);
      const module = copy === undefined ? holders[0] : holders.slice(1).find((one) => one.id.startsWith(copy));
      if (module) return this.firstOf(this.byId.get(module.id) ?? 0) + (this.ownNumber(module, symbol) ?? 0);
    }
    return undefined;
  }

  private splitCopy(rest: string): [string, string?] {
    const [, name, copy] = /^(.*)@([0-9a-f]{12})$/s.exec(rest) ?? [];
    return name === undefined || copy === undefined ? [rest] : [name, copy];
  }

  /** Modules of a source that have this symbol for themselves, in link order. */
  private holders(source: string, symbol: number): Module[] {
    return (this.bySource.get(source) ?? []).filter((module) => this.ownNumber(module, symbol) !== undefined);
  }

  private ownNumber(module: Module, symbol: number): CodeNumber | undefined {
    return module.internals.get(symbol) ?? this.apart.get(module)?.get(symbol);
  }
}
