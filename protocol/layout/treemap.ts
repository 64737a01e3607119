import { hierarchy, treemap, treemapSquarify, type HierarchyRectangularNode } from 'd3-hierarchy';
import type { ProgramMap } from '../views.js';

/** Height of a box's title, of the bar below it, and the room around what is in a box. */
export const TITLE = 19;
export const FOLDER_TITLE = 20;
export const STRIP = 32;
const PAD = 2;
const BETWEEN = 3;
/** Parts and folders with a smaller share of the own code stand together. */
const SMALL_PART = 0.0062;
const SMALL_FOLDER = 0.045;
const MOST_TOGETHER = 0.4;
/** More squares than golden rectangles: names fit better. */
const RATIO = 1.25;

export interface MapBox {
  x: number;
  y: number;
  w: number;
  h: number;
  kind: 'folder' | 'part' | 'library';
  label: string;
  title: string;
  /** Numbers of `parts`; several where small ones stand together. */
  parts: number[];
  /** Numbers of the map's columns. */
  functions: number[];
  /** The folder that it stands in: place in `boxes`; -1 for a folder. */
  folder: number;
}

/** Where functions stand: four numbers for each that is in a part. */
export interface MapLayout {
  width: number;
  height: number;
  boxes: MapBox[];
  /** x, y, w, h by number of the function; no width for one of a library. */
  places: Float32Array;
  /** Place in `boxes` of each function's part or library. */
  boxOf: Int32Array;
}

interface Node {
  name: string;
  title: string;
  parts: number[];
  functions: number[];
  children?: Node[];
  size?: number;
  /** Stands behind all others, whatever its size. */
  last?: boolean;
}

/** A part that is not much higher than its title would be nothing else; it gets one when somebody is near enough. */
export function hasTitle(height: number): boolean {
  return height >= 2 * TITLE;
}

/** Nested rectangles: folder, part, function. Depends on the build and the room alone, never on a run. */
export function layOutMap(map: ProgramMap, width: number, height: number): MapLayout {
  const { folders, libraries } = treeOf(map);
  const strips = libraries.length === 0 ? 0 : STRIP + BETWEEN;
  const boxes: MapBox[] = [];
  const places = new Float32Array(map.id.length * 4);
  const boxOf = new Int32Array(map.id.length).fill(-1);
  const tall = Math.max(1, height - strips);
  if (folders.length > 0) placeFolders(map, folders, { width, height: tall, boxes, places, boxOf });
  placeLibraries(libraries, { width, y: height - STRIP, boxes, boxOf });
  return { width, height, boxes, places, boxOf };
}

function treeOf(map: ProgramMap): { folders: Node[]; libraries: Node[] } {
  const { folders, parts } = map.parts;
  const byPart: number[][] = parts.map(() => []);
  map.part.forEach((part, at) => byPart[part]?.push(at));
  const sizeOf = (functions: readonly number[]): number => functions.reduce((sum, at) => sum + (map.size[at] ?? 1), 0);
  const own = sizeOf(
    byPart.flatMap((functions, part) => (folders[parts[part]?.folder ?? -1]?.library ? [] : functions)),
  );
  const nodes = folders.map((folder, number): Node & { library: boolean } => {
    const inside = parts.flatMap((part, at) => (part.folder === number && (byPart[at]?.length ?? 0) > 0 ? [at] : []));
    const children = inside.map((at): Node => {
      const functions = byPart[at] ?? [];
      return {
        name: parts[at]?.label ?? '',
        title: parts[at]?.title ?? '',
        parts: [at],
        functions,
        size: sizeOf(functions),
      };
    });
    const functions = inside.flatMap((at) => byPart[at] ?? []);
    const { label: name, title, library } = folder;
    return { name, title, parts: inside, functions, children, size: sizeOf(functions), library };
  });
  const filled = nodes.filter(({ functions }) => functions.length > 0);
  const ownFolders = filled.filter(({ library }) => !library);
  const small = smallOf(ownFolders, own * SMALL_FOLDER);
  const large = ownFolders.filter((folder) => !small.includes(folder));
  const groups: Node[] = small.length < 2 ? [...large, ...small] : [...large, together(small, 'folders')];
  return {
    folders: groups.map((folder) => withSmallTogether(folder, own)),
    libraries: filled.filter(({ library }) => library),
  };
}

/** Where most are small, the smallest of them: a map that is one box of small ones says nothing. */
function smallOf(nodes: readonly Node[], least: number): Node[] {
  const sum = (some: readonly Node[]): number => some.reduce((total, { size = 0 }) => total + size, 0);
  const all = sum(nodes);
  for (let limit = least; ; limit /= 2) {
    const small = nodes.filter(({ size = 0 }) => size < limit);
    if (small.length < 2 || sum(small) <= all * MOST_TOGETHER) return small;
  }
}

function together(nodes: readonly Node[], what: string): Node {
  return {
    name: `${nodes.length} smaller${what === '' ? '' : ` ${what}`}`,
    title: nodes.map(({ name }) => name).join(', '),
    parts: nodes.flatMap(({ parts }) => parts),
    functions: nodes.flatMap(({ functions }) => functions),
    children: nodes.flatMap(({ children }) => children ?? []),
    size: nodes.reduce((sum, { size = 0 }) => sum + size, 0),
    last: true,
  };
}

function withSmallTogether(folder: Node, own: number): Node {
  const parts = folder.children ?? [];
  const small = smallOf(parts, own * SMALL_PART);
  if (small.length < 2) return folder;
  const { children, ...rest } = together(small, '');
  return {
    ...folder,
    children: children === undefined ? parts : [...parts.filter((one) => !small.includes(one)), rest],
  };
}

interface Room {
  width: number;
  height: number;
  boxes: MapBox[];
  places: Float32Array;
  boxOf: Int32Array;
}

function placeFolders(map: ProgramMap, folders: Node[], { width, height, boxes, places, boxOf }: Room): void {
  const all: Node = { name: '', title: '', parts: [], functions: [], children: folders };
  const root = hierarchy(all)
    .sum(({ children, size = 0 }) => (children === undefined ? size : 0))
    // Largest first; of two alike the one that was there first, so that a build always looks the same.
    .sort((a, b) => Number(a.data.last ?? false) - Number(b.data.last ?? false) || (b.value ?? 0) - (a.value ?? 0));
  const placed = treemap<Node>()
    .tile(SQUARES)
    .size([width, height])
    .paddingTop(({ depth }) => (depth === 1 ? FOLDER_TITLE : 0))
    .paddingInner(BETWEEN)
    .paddingLeft(({ depth }) => (depth === 1 ? PAD : 0))
    .paddingRight(({ depth }) => (depth === 1 ? PAD : 0))
    .paddingBottom(({ depth }) => (depth === 1 ? PAD : 0))(root);
  for (const folder of placed.children ?? []) {
    const folderBox = boxes.push(boxAt(folder, 'folder', -1)) - 1;
    for (const part of folder.children ?? []) {
      const box = boxes.push(boxAt(part, 'part', folderBox)) - 1;
      placeFunctions(map, part, places);
      for (const at of part.data.functions) boxOf[at] = box;
    }
  }
}

const SQUARES = treemapSquarify.ratio(RATIO);

/** The functions of a part, largest first. A node of a hierarchy for each of 100,000 would take longer than all else. */
function placeFunctions(map: ProgramMap, part: HierarchyRectangularNode<Node>, places: Float32Array): void {
  const sizeOf = (at: number): number => map.size[at] ?? 1;
  const sorted = [...part.data.functions].sort((a, b) => sizeOf(b) - sizeOf(a));
  const children = sorted.map((at): Tile => ({ value: sizeOf(at), x0: 0, y0: 0, x1: 0, y1: 0 }));
  const { x0, y0, x1, y1, value = 0 } = part;
  const title = hasTitle(y1 - y0) ? TITLE : 0;
  // Of a node, the tile reads its value and its children's alone.
  SQUARES({ value, children } as unknown as HierarchyRectangularNode<Node>, x0, y0 + title, x1, y1);
  children.forEach((child, order) => {
    const first = (sorted[order] ?? 0) * 4;
    places[first] = child.x0;
    places[first + 1] = child.y0;
    places[first + 2] = child.x1 - child.x0;
    places[first + 3] = child.y1 - child.y0;
  });
}

interface Tile {
  value: number;
  x0: number;
  y0: number;
  x1: number;
  y1: number;
}

function boxAt(
  { x0, y0, x1, y1, data }: HierarchyRectangularNode<Node>,
  kind: 'folder' | 'part',
  folder: number,
): MapBox {
  const { name: label, title, parts, functions } = data;
  return { x: x0, y: y0, w: x1 - x0, h: y1 - y0, kind, label, title, parts, functions, folder };
}

/** Libraries are one strip below, not to scale: at scale they would take the most of many a program. */
function placeLibraries(
  libraries: readonly Node[],
  { width, y, boxes, boxOf }: { width: number; y: number; boxes: MapBox[]; boxOf: Int32Array },
): void {
  const sorted = [...libraries].sort((a, b) => (b.size ?? 0) - (a.size ?? 0));
  const weights = sorted.map(({ size = 1 }) => Math.sqrt(size));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const room = width - BETWEEN * Math.max(0, sorted.length - 1);
  let x = 0;
  sorted.forEach(({ name, title, parts, functions }, at) => {
    const w = (room * (weights[at] ?? 0)) / Math.max(1, sum);
    const box =
      boxes.push({ x, y, w, h: STRIP, kind: 'library', label: name, title, parts, functions, folder: -1 }) - 1;
    for (const one of functions) boxOf[one] = box;
    x += w + BETWEEN;
  });
}
