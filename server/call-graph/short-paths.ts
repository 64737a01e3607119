/** By path: its last part, with as many folders in front as tell it from the others. */
export function shortPaths(paths: Iterable<string>): ReadonlyMap<string, string> {
  const short = new Map<string, string>();
  let open = [...new Set(paths)];
  for (let parts = 1; open.length > 0; parts += 1) {
    const names = open.map((path) => path.split('/').slice(-parts).join('/'));
    const uses = new Map<string, number>();
    for (const name of names) uses.set(name, (uses.get(name) ?? 0) + 1);
    open = open.filter((path, at) => {
      const name = names[at] ?? path;
      if ((uses.get(name) ?? 0) > 1) return true;
      short.set(path, name);
      return false;
    });
  }
  return short;
}
