// How cost grows with size: the power of the best line through the logarithms. 1 is linear.

/** Points [size, cost]; needs two different sizes. */
export function power(points) {
  const logs = points.map(([size, cost]) => [Math.log(size), Math.log(cost)]);
  const mean = (axis) => logs.reduce((sum, point) => sum + point[axis], 0) / logs.length;
  const [x, y] = [mean(0), mean(1)];
  const covariance = logs.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0);
  const variance = logs.reduce((sum, point) => sum + (point[0] - x) ** 2, 0);
  return covariance / variance;
}

/** One line for each curve and way: what it costs at the largest size, and how it grew on the way there from the second largest. */
export function curveLines(results) {
  const names = [...new Set(results.flatMap(({ curve }) => (curve ? [curve.name] : [])))];
  return names.flatMap((name) => {
    const points = results.filter(({ curve }) => curve?.name === name).sort((a, b) => a.curve.of - b.curve.of);
    if (points.length < 2) return [];
    return Object.keys(points[0].figures).map((way) => {
      const all = points.map(({ curve, figures }) => [curve.of, figures[way].median]);
      return `${name}, ${way}: grows as size^${power(all).toFixed(2)} over all sizes, as size^${power(all.slice(-2)).toFixed(2)} between the two largest`;
    });
  });
}
