import type { LibraryBox, Overview } from '../../protocol/overview.js';
import { formatCount, plural } from '../../protocol/text.js';
import type { Half, Scene } from './scene.js';

/** What the picture shows and leaves out, in one line. */
export function sentence(data: Overview, half: Half, drawn: readonly { scene: Scene }[]): string {
  const words = half === 'run' && data.run ? ofRun(data, drawn) : ofParts(data, half, drawn);
  return words.filter((part) => part !== '').join(' · ');
}

function ofRun({ run, libraries }: Overview, drawn: readonly { scene: Scene }[]): string[] {
  if (!run) return [];
  const boxes = drawn.flatMap(({ scene }) => scene.boxes).filter(({ kind }) => kind === 'function').length;
  const inside = run.ran - boxes;
  return [
    `${formatCount(boxes)} of ${formatCount(run.ran)}${libraries.length > 0 ? ' own functions' : ''} that ran`,
    inside > 0 ? `${formatCount(inside)} inside them` : '',
    run.libraryRan > 0 ? `${formatCount(run.libraryRan)} in libraries` : '',
  ];
}

function ofParts({ run, parts, own, libraries }: Overview, half: Half, drawn: readonly { scene: Scene }[]): string[] {
  const boxes = drawn.at(0)?.scene.boxes.filter(({ kind }) => kind === parts.unit).length ?? 0;
  const everywhere = parts.hubs.length;
  const left = parts.parts - boxes - everywhere;
  const functions = plural(own, libraries.length > 0 ? 'own function' : 'function');
  return [
    run && half === 'parts-ran' ? `${formatCount(run.ran)} of ${functions} ran` : functions,
    parts.unit === 'part' ? `${plural(boxes, 'part')} drawn` : `${formatCount(boxes)} drawn`,
    everywhere > 0 ? `${formatCount(everywhere)} used everywhere` : '',
    left > 0 ? plural(left, 'other') : '',
    ...libraries.slice(0, 2).map(libraryText),
  ];
}

function libraryText({ name, functions }: LibraryBox): string {
  return `${formatCount(functions)} in ${name}`;
}
