/** So many are asked for at once; more than fit on a screen. */
const AT_ONCE = 2000;

/** Names of small functions: of a large program they come only when somebody is near enough to read them. */
export class MapNames {
  private readonly known = new Map<string, string>();
  private asking = false;

  constructor(
    private readonly labels: (program: string, ids: string[]) => Promise<string[]>,
    private readonly onNames: () => void,
  ) {}

  get size(): number {
    return this.known.size;
  }

  of(id: string): string | undefined {
    return this.known.get(id);
  }

  forget(): void {
    this.known.clear();
  }

  ask(program: string, ids: readonly string[]): void {
    const some = ids.slice(0, AT_ONCE);
    if (this.asking || some.length === 0) return;
    this.asking = true;
    this.labels(program, some)
      .then((labels) => {
        some.forEach((id, at) => this.known.set(id, labels[at] ?? ''));
        this.asking = false;
        this.onNames();
      })
      .catch(() => {
        // The program was rebuilt or its server is gone: the map itself is asked for again then, and says so.
        for (const id of some) this.known.set(id, '');
        this.asking = false;
      });
  }
}
