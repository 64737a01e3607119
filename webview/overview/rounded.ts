const RADIUS = 4;

/** Level and upright pieces with round corners. */
export function rounded(points: readonly { x: number; y: number }[]): string {
  const [first, ...rest] = points;
  if (!first) return '';
  let path = `M${first.x} ${first.y}`;
  rest.forEach((point, at) => {
    const [before, next] = [points[at], rest[at + 1]];
    if (!before || !next) {
      path += `L${point.x} ${point.y}`;
      return;
    }
    const near = (other: { x: number; y: number }): string => {
      const length = Math.hypot(other.x - point.x, other.y - point.y) || 1;
      const by = Math.min(RADIUS, length / 2) / length;
      return `${point.x + (other.x - point.x) * by} ${point.y + (other.y - point.y) * by}`;
    };
    path += `L${near(before)}Q${point.x} ${point.y} ${near(next)}`;
  });
  return path;
}
