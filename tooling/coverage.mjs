// Which lines no test reaches: figures of V8 (TypeScript) and of llvm-cov (C++), as one document.

/** Files in a folder are told together from this many on; fewer lines than that are no hole. */
const MOST_HOLES = 25;
const FEWEST_LINES = 10;

/** `summary`: coverage-summary.json of Istanbul, by absolute path. */
export function fromIstanbul(summary, root) {
  return Object.entries(summary)
    .filter(([file]) => file !== 'total')
    .map(([file, { lines }]) => ({ file: relative(file, root), lines: lines.total, covered: lines.covered }));
}

/** `report`: what `llvm-cov export -summary-only` prints. */
export function fromLlvm(report, root) {
  return report.data
    .flatMap(({ files }) => files)
    .filter(({ filename }) => filename.startsWith(`${root}/`))
    .map(({ filename, summary: { lines } }) => ({
      file: relative(filename, root),
      lines: lines.count,
      covered: lines.covered,
    }));
}

const relative = (file, root) => (file.startsWith(`${root}/`) ? file.slice(root.length + 1) : file);
const percent = ({ lines, covered }) => (lines === 0 ? '–' : `${((100 * covered) / lines).toFixed(0)} %`);
const uncovered = ({ lines, covered }) => lines - covered;

/** By folder, two levels deep: that is a room. */
function rooms(files) {
  const sums = new Map();
  for (const { file, lines, covered } of files) {
    const room = file.split('/').slice(0, -1).slice(0, 2).join('/');
    const sum = sums.get(room) ?? { room, lines: 0, covered: 0 };
    sums.set(room, { room, lines: sum.lines + lines, covered: sum.covered + covered });
  }
  return [...sums.values()].sort((a, b) => a.room.localeCompare(b.room));
}

/** Parts as sections of the document: a table of rooms, then the files with the most lines that nothing reached. */
export function markdown(parts) {
  const sections = parts.flatMap(({ title, what, files }) => {
    const total = files.reduce(
      (sum, { lines, covered }) => ({ lines: sum.lines + lines, covered: sum.covered + covered }),
      { lines: 0, covered: 0 },
    );
    const holes = files
      .filter((file) => uncovered(file) >= FEWEST_LINES)
      .sort((a, b) => uncovered(b) - uncovered(a) || a.file.localeCompare(b.file))
      .slice(0, MOST_HOLES);
    return [
      `## ${title}: ${percent(total)} of ${total.lines} lines`,
      '',
      what,
      '',
      '| room | lines | reached |',
      '|---|---:|---:|',
      ...rooms(files).map((room) => `| \`${room.room}\` | ${room.lines} | ${percent(room)} |`),
      '',
      `### Holes`,
      '',
      '| file | lines not reached | reached |',
      '|---|---:|---:|',
      ...holes.map((file) => `| \`${file.file}\` | ${uncovered(file)} | ${percent(file)} |`),
      '',
    ];
  });
  return ['# Coverage', '', '`npm run coverage` measures it and writes this page.', '', ...sections].join('\n');
}
