import type { ExportFormat, GraphSlice } from '../../protocol/graph.js';
import { toCsv } from './csv.js';
import { toDot } from './dot.js';
import { toMermaid } from './mermaid.js';
import { toText } from './text.js';

export const WRITERS: Record<ExportFormat, (slice: GraphSlice) => string> = {
  dot: toDot,
  mermaid: toMermaid,
  csv: toCsv,
  text: toText,
  json: (slice) => JSON.stringify(slice, null, 2),
};
