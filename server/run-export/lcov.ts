import { countDeclarations, type FileDeclarations } from './declarations.js';

/**
 * lcov's tracefiles (geninfo(1)), read by genhtml, lcov and most editors. The only lines are those of definitions, without which
 * lcov takes a file for empty: what ran inside of a function is not known. What nobody can tell is not there, and a comment says how
 * much that is.
 */
export function toLcov(name: string, files: readonly FileDeclarations[]): string {
  const { unknown } = countDeclarations(files);
  const lines = [
    '# Functions that this run called, by AutoJIT. A count of 1 means at least once; lines are those of definitions.',
    ...(unknown > 0
      ? [`# Not here, because they are eager and no run tells whether they ran: ${String(unknown)}.`]
      : []),
    `TN:${name.replace(/\W+/g, '_').slice(0, 80)}`,
  ];
  for (const { file, declarations } of files) {
    const known = declarations.filter(({ ran }) => ran !== 'unknown');
    if (known.length === 0) continue;
    const names = distinctNames(known);
    const hit = known.filter(({ ran }) => ran === 'ran').length;
    lines.push(`SF:${file}`);
    known.forEach(({ line }, at) => lines.push(`FN:${String(line)},${names[at] ?? ''}`));
    known.forEach(({ ran }, at) => lines.push(`FNDA:${ran === 'ran' ? '1' : '0'},${names[at] ?? ''}`));
    lines.push(`FNF:${String(known.length)}`, `FNH:${String(hit)}`);
    for (const { line, ran } of known) lines.push(`DA:${String(line)},${ran === 'ran' ? '1' : '0'}`);
    lines.push(`LF:${String(known.length)}`, `LH:${String(hit)}`, 'end_of_record');
  }
  return `${lines.join('\n')}\n`;
}

/** Readers know functions of a file by their names: two of one name would be one. */
function distinctNames(declarations: readonly { name: string; line: number }[]): string[] {
  const seen = new Set<string>();
  return declarations.map(({ name, line }) => {
    const own = seen.has(name) ? `${name} [line ${String(line)}]` : name;
    seen.add(own);
    return own;
  });
}
