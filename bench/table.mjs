// The result as a table for people.
const units = {
  bytes: (value) => `${(value / 1000).toFixed(1)} kB`,
  ms: (value) => (value >= 1000 ? `${(value / 1000).toFixed(2)} s` : `${value.toFixed(1)} ms`),
};

function goalText({ goal, goalOf, unit, met }) {
  if (goal === undefined) return '';
  const text = goalOf ? units[unit](goal) : goal.toFixed(2);
  return `at most ${text}: ${met ? 'met' : 'missed'}`;
}

export function table(results) {
  const figure = ({ median, min, max }, unit) =>
    units[unit](median) + (min === max ? '' : ` (${units[unit](min)} to ${units[unit](max)})`);
  const rows = [
    ['', 'regular', 'AutoJIT', 'ratio', 'goal'],
    ...results.map((result) => [
      result.title,
      figure(result.regular, result.unit),
      figure(result.autojit, result.unit),
      result.ratio.toFixed(3),
      goalText(result),
    ]),
  ];
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => (column === 3 ? cell.padStart(widths[column]) : cell.padEnd(widths[column])))
      .join('  ')
      .trimEnd(),
  );
  lines.splice(1, 0, widths.map((width) => '-'.repeat(width)).join('  '));
  return lines.join('\n');
}
