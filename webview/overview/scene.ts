import type { GraphNode } from '../../protocol/graph.js';

/** What an overview is drawn from: everything has its place, in pixels of the pane. */

export const TEXT = 12;
export const SMALL_TEXT = 11;
export const BOX_HEIGHT = 20;

/** What stands in one half: parts as any compiler builds them, parts as the run left them, the run itself, or what a run would do. */
export type Half = 'parts' | 'parts-ran' | 'run' | 'no-run';

export type Measure = (text: string, size: number, bold?: boolean) => number;

export interface SceneBox {
  id: string;
  x: number;
  /** Of its middle. */
  y: number;
  width: number;
  label: string;
  /** Whole name and what there is to say of it. */
  title: string;
  /** At its right end: functions inside of it that are not drawn. A click opens it. */
  tab?: { text: string; width: number; title: string };
  /** Inside, at the right: how many functions it has, or how many of them ran. */
  count?: string;
  /** Beside it, in small letters. */
  note?: string;
  /** `group`: what several functions stand under; `rest`: what is left out of something that was opened. */
  kind: 'function' | 'part' | 'group' | 'rest';
  /** Engine time in four steps; undefined where that says nothing. */
  heat?: 0 | 1 | 2 | 3;
  /** Share of it that ran, for a fill from the left. */
  share?: number;
  dashed?: boolean;
  root?: boolean;
  failed?: boolean;
  node?: GraphNode;
  parent?: string;
  /** It can be opened, or closed again. */
  opens?: boolean;
  open?: boolean;
}

export interface SceneLine {
  from: string;
  to: string;
  /** SVG path. */
  path: string;
  /** The same as corners, for whoever measures crossings. */
  points: { x: number; y: number }[];
  width: number;
  dotted?: boolean;
  dashed?: boolean;
  /** The run took it. */
  ran?: boolean;
  arrow: boolean;
  quiet?: boolean;
}

export interface SceneText {
  x: number;
  y: number;
  text: string;
  /** The line under it is interrupted. */
  boxed?: boolean;
  width: number;
}

export interface SceneBar {
  x: number;
  y: number;
  width: number;
  /** Of that, what ran. */
  ran: number;
}

export interface Scene {
  width: number;
  height: number;
  boxes: SceneBox[];
  lines: SceneLine[];
  texts: SceneText[];
  bars: SceneBar[];
  /** Heights of dotted lines between the trees of threads. */
  separators: number[];
}

export function boxWidth(label: string, measure: Measure, bold = false): number {
  return Math.ceil(measure(label, TEXT, bold)) + 16;
}

export function tabWidth(text: string, measure: Measure): number {
  return Math.ceil(measure(text, SMALL_TEXT)) + 12;
}

/** Where a line may leave a box. */
export function rightOf({ x, width, tab }: SceneBox): number {
  return x + width + (tab?.width ?? 0);
}
