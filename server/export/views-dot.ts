import type { ProgramMap, RunTree } from '../../protocol/views.js';

/** The run tree for Graphviz: every frame, from callers to those that they called first. */
export function dotOfRun(tree: RunTree): string {
  const lines = ['digraph run {', '  rankdir=LR;', '  node [shape=box, fontname="sans-serif"];'];
  tree.id.forEach((_, at) => {
    const count = tree.count[at] ?? 0;
    const label = `${tree.label[at] ?? ''}${count > 1 ? ` (${String(count)})` : ''}`;
    const part = tree.parts.parts[tree.part[at] ?? -1]?.title ?? '';
    lines.push(`  f${String(at)} [label=${quote(label)}, tooltip=${quote(part)}];`);
  });
  tree.parent.forEach((parent, at) => {
    const via = tree.via[at] ?? 0;
    if (parent >= 0)
      lines.push(
        `  f${String(parent)} -> f${String(at)}${via > 0 ? ` [style=dotted, label="via ${String(via)}"]` : ''};`,
      );
  });
  return [...lines, '}'].join('\n');
}

/** The map for Graphviz: folders as clusters of parts, with the calls between parts. */
export function dotOfMap(map: ProgramMap): string {
  const { folders, parts } = map.parts;
  const ran = parts.map(() => 0);
  const here = new Set(map.part);
  map.part.forEach((part, at) => {
    if ('mgi'.includes(map.states[at] ?? ' ')) ran[part] = (ran[part] ?? 0) + 1;
  });
  const lines = ['digraph map {', '  node [shape=box, fontname="sans-serif"];'];
  folders.forEach(({ label }, folder) => {
    const inside = parts.flatMap((part, at) => (part.folder === folder && here.has(at) ? [at] : []));
    if (inside.length === 0) return;
    lines.push(`  subgraph cluster_${String(folder)} {`, `    label=${quote(label)};`);
    for (const at of inside) {
      const part = parts[at];
      const counts = `${String(ran[at] ?? 0)} of ${String(part?.functions ?? 0)} ran`;
      lines.push(
        `    p${String(at)} [label=${quote(`${part?.label ?? ''}\n${counts}`)}, tooltip=${quote(part?.title ?? '')}];`,
      );
    }
    lines.push('  }');
  });
  for (let at = 0; at < map.calls.length; at += 3) {
    const [from = -1, to = -1, sites = 0] = map.calls.slice(at, at + 3);
    if (here.has(from) && here.has(to)) lines.push(`  p${String(from)} -> p${String(to)} [label="${String(sites)}"];`);
  }
  return [...lines, '}'].join('\n');
}

function quote(text: string): string {
  return `"${text.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n')}"`;
}
