import type { CallGraph, FunctionIndex } from '../call-graph/model.js';
import { onceFor } from '../support/once.js';

/**
 * Strongly connected components over direct calls: functions that call each other in a circle. Candidates are left out:
 * with them, half of a program would be one circle. Tarjan's algorithm without recursion.
 */
export const cyclesOf = onceFor(findCycles);

/** Number of the circle that each function is in; -1 for those in none. */
function findCycles(graph: CallGraph): Int32Array {
  const count = graph.functions.length;
  const cycle = new Int32Array(count).fill(-1);
  const order = new Int32Array(count).fill(-1);
  const low = new Int32Array(count);
  const onStack = new Uint8Array(count);
  const stack: FunctionIndex[] = [];
  let time = 0;
  let cycles = 0;
  const enter = (index: FunctionIndex): void => {
    order[index] = low[index] = time;
    time += 1;
    stack.push(index);
    onStack[index] = 1;
  };
  for (let start = 0; start < count; start += 1) {
    if (order[start] !== -1) continue;
    const work = [{ index: start, at: 0 }];
    enter(start);
    for (let top = work.at(-1); top; top = work.at(-1)) {
      const callees = graph.directCallees(top.index);
      const callee = callees[top.at];
      if (callee !== undefined) {
        top.at += 1;
        if (order[callee] === -1) {
          enter(callee);
          work.push({ index: callee, at: 0 });
        } else if (onStack[callee]) low[top.index] = Math.min(low[top.index] ?? 0, order[callee] ?? 0);
        continue;
      }
      work.pop();
      const parent = work.at(-1);
      if (parent) low[parent.index] = Math.min(low[parent.index] ?? 0, low[top.index] ?? 0);
      if (low[top.index] === order[top.index] && close(top.index)) cycles += 1;
    }
  }
  return cycle;

  /** Takes a finished component off the stack. True when it is a circle of several functions. */
  function close(root: FunctionIndex): boolean {
    const at = stack.lastIndexOf(root);
    const members = stack.splice(at);
    for (const member of members) {
      onStack[member] = 0;
      if (members.length > 1) cycle[member] = cycles;
    }
    return members.length > 1;
  }
}
