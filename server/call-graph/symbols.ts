/**
 * Numbers for symbols, so that calls are kept and resolved without their names: a large program names a hundred thousand
 * functions half a million times. Names that no module has any more stay; after an edit nearly all of them come again.
 */
export class Symbols {
  private readonly numbers = new Map<string, number>();
  private readonly names: string[] = [];
  /** What people call those that are not called as they read; no more than manifests say (protocol/manifest.ts, `names`). */
  private readonly displays = new Map<number, string>();

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

  describe(name: string, display: string): void {
    this.displays.set(this.number(name), display);
  }

  display(name: string): string {
    return this.displays.get(this.find(name) ?? -1) ?? name;
  }

  /** One string for all that are equal. */
  same(text: string): string {
    return this.name(this.number(text));
  }
}
