/**
 * Numbers for symbols, so that calls are kept and resolved without their names: a large program names a hundred thousand
 * functions half a million times. Names that no module has any more stay; after an edit nearly all of them come again.
 */
export class Symbols {
  private readonly numbers = new Map<string, number>();
  private readonly names: string[] = [];

  get size(): number {
    return this.names.length;
  }

  number(name: string): number {
    const known = this.numbers.get(name);
    if (known !== undefined) return known;
    this.numbers.set(name, this.names.length);
    return this.names.push(name) - 1;
  }

  /** Undefined for what no module names. */
  find(name: string): number | undefined {
    return this.numbers.get(name);
  }

  name(number: number): string {
    return this.names[number] ?? '';
  }

  /** One string for all that are equal. */
  same(text: string): string {
    return this.name(this.number(text));
  }
}
