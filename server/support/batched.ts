/** Maps with at most `size` in flight: thousands of files must not exhaust the file descriptors. */
export async function mapBatched<T, R>(items: readonly T[], map: (item: T) => Promise<R>, size = 64): Promise<R[]> {
  const results: R[] = [];
  for (let at = 0; at < items.length; at += size) {
    results.push(...(await Promise.all(items.slice(at, at + size).map(map))));
  }
  return results;
}
