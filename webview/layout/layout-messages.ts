/** What crosses to the layout worker and back: sizes in, places out. */

export type Algorithm = 'network-simplex' | 'longest-path' | 'breadthfirst';

export interface LayoutInput {
  algorithm: Algorithm;
  nodes: { id: string; width: number; height: number; parent: string | undefined }[];
  edges: { id: string; from: string; to: string }[];
  roots: string[];
}

export interface Point {
  x: number;
  y: number;
}

/** Where an edge bends: parts of the straight line between its ends, and distances from it. */
export interface Curve {
  weights: number[];
  distances: number[];
}

export interface Arrangement {
  positions: Record<string, Point>;
  /** By `from->to`; an edge without one is straight. */
  curves: Record<string, Curve>;
}
