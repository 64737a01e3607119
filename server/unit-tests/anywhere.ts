import type { CallGraph } from '../call-graph/model.js';
import { onceFor } from '../support/once.js';

/**
 * Whether a program has a function of this kind. Each module is looked through once, since an edit changes one of
 * thousands; a copy that the linker dropped has the same name as the one that it chose.
 */
export function anywhere(isOfKind: (fn: { signature: string }) => boolean): (graph: CallGraph) => boolean {
  const inModule = onceFor((module: CallGraph['modules'][number]) => module.code.some(isOfKind));
  return onceFor((graph: CallGraph) => graph.modules.some(inModule));
}
