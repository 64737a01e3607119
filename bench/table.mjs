// The results as text: a table for the terminal, and the same for the page.
const units = {
  bytes: (value) => (Math.abs(value) >= 1e6 ? `${(value / 1e6).toFixed(1)} MB` : `${(value / 1000).toFixed(1)} kB`),
  ms: (value) => (Math.abs(value) >= 1000 ? `${(value / 1000).toFixed(2)} s` : `${value.toFixed(1)} ms`),
};
export const columns = {
  regular: 'regular',
  cold: 'AutoJIT, cold',
  warm: 'AutoJIT, warm',
  daemonCold: 'new daemon',
  daemonWarm: 'daemon, warm',
  lli: 'lli-22',
};

const figure = ({ median, min, max }, unit) =>
  units[unit](median) + (min === max ? '' : ` (${units[unit](min)} to ${units[unit](max)})`);

function goalText({ verdicts, unit }) {
  return verdicts
    .map(({ way, kind, value, met }) => {
      const limit = kind === 'ratio' ? `${value} of regular` : `${units[unit](value)} over regular`;
      return `${columns[way].replace('AutoJIT, ', '')} at most ${limit}: ${met ? 'met' : 'missed'}`;
    })
    .join('; ');
}

const cells = (result) => [
  result.title,
  ...Object.keys(columns).map((way) => {
    const known = result.figures[way];
    if (!known) return '';
    const ratio = (known.median / result.figures.regular.median).toFixed(3);
    return figure(known, result.unit) + (way === 'regular' ? '' : ` = ${ratio}`);
  }),
  goalText(result),
];
const head = ['', ...Object.values(columns), 'goal'];

/** One block a case: lines are short enough for a terminal. */
export function listing(results) {
  const width = Math.max(...Object.values(columns).map((title) => title.length));
  return results
    .map((result) => {
      const [title, ...rest] = cells(result);
      const lines = rest.flatMap((cell, column) => (cell ? [`  ${head[column + 1].padEnd(width)}  ${cell}`] : []));
      return [title, ...lines].join('\n');
    })
    .join('\n\n');
}

const escape = (text) => text.replaceAll('|', '\\|');

/** Columns of which no result has anything are left out. */
export function markdown(results) {
  const rows = results.map(cells);
  const used = head.flatMap((_, at) => (at === 0 || rows.some((row) => row[at] !== '') ? [at] : []));
  const row = (list) => `| ${used.map((at) => escape(list[at])).join(' | ')} |`;
  return [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');
}
