import type * as z from 'zod';
import type { AGENT_TOOLS, AgentTool } from '../../protocol/agent-tools.js';
import { formatMs, plural } from '../../protocol/text.js';
import { CERTAINTY_WORDS, certaintyOf } from '../call-graph/certainty.js';
import { whyEager } from '../choices/why-eager.js';
import { recordedRun, stackOf } from '../run-export/recorded-run.js';
import { programTests } from '../unit-tests/program-tests.js';
import type { Overlay } from '../run/overlay.js';
import type { Workspace } from '../workspace/workspace.js';
import { functionOf, nothing, placed, programOf, runOf } from './subject.js';

type Input<T extends AgentTool> = z.output<(typeof AGENT_TOOLS)[T]['input']>;
type ReadOnly = { [T in AgentTool]: (typeof AGENT_TOOLS)[T]['runs'] extends false ? T : never }[AgentTool];

/** At most `limit` lines, and how many there would be. */
export function limited(lines: readonly string[], limit: number): string[] {
  const rest = lines.length - limit;
  return rest > 0
    ? [...lines.slice(0, limit), `… and ${String(rest)} more; ask with a filter or a higher limit.`]
    : [...lines];
}

/** Answers to what is only looked up. */
export const ANSWERS: { [T in ReadOnly]: (workspace: Workspace, input: Input<T>) => string[] | Promise<string[]> } = {
  programs(workspace) {
    const summaries = workspace.summaries();
    if (summaries.length === 0)
      throw nothing('No program here was built with AutoJIT.', 'Build with "autojit build -- make".');
    const runs = workspace.runs.summaries();
    return summaries.flatMap(({ path, counts, problems }) => [
      `${path}: ${plural(counts.functions, 'function')}, ${String(counts.eager)} eager`,
      ...problems.map(({ message, action }) => `  ! ${message} ${action}`),
      ...runs
        .filter(({ program }) => program === path)
        .slice(0, 10)
        .map(({ id, name, status, exitCode, materialized }) => {
          const end = exitCode === undefined ? status : `${status} ${String(exitCode)}`;
          return `  run ${id}: ${name} · ${end} · ${String(materialized)} ran`;
        }),
    ]);
  },

  what_ran(workspace, { program: named, run, filter, limit }) {
    const program = programOf(workspace, named);
    const { overlay, name } = runOf(workspace, program, run);
    const about = { name, program: program.path, startedAt: 0 };
    const all = recordedRun(about, program.graph, overlay).calls;
    const fits = (text: string): boolean => filter === undefined || text.toLowerCase().includes(filter.toLowerCase());
    const calls = all.filter(({ name: fn, file }) => fits(fn) || fits(file ?? ''));
    const { length } = program.graph.functions;
    const head = `${name}: ${String(all.length)} of ${plural(length, 'function')} ran; ${String(program.graph.eager)} are eager, of which nobody knows.${inlinedText(overlay)}`;
    const lines = calls.map(
      (call) =>
        `${String(call.order)}. ${call.name}${call.file === undefined ? '' : `  ${call.file}:${String(call.line ?? 1)}`}${call.by ? `  ← ${call.by.name}` : ''}`,
    );
    if (lines.length === 0) return [head, 'None of them fits the filter.'];
    return [head, ...limited(lines, limit)];
  },

  first_caller(workspace, { program: named, run, function: wanted }) {
    const program = programOf(workspace, named);
    const { overlay, name } = runOf(workspace, program, run);
    const fn = functionOf(program, wanted);
    const about = { name, program: program.path, startedAt: 0 };
    const call = recordedRun(about, program.graph, overlay).calls.find(({ id }) => id === fn.id);
    if (call) {
      const chain = stackOf(call).map(
        (one, depth) =>
          `${'  '.repeat(depth)}${one.name}${one.file === undefined ? '' : `  ${one.file}:${String(one.line ?? 1)}`}`,
      );
      return [
        `${fn.signature} was number ${String(call.order)} of ${name}, ${formatMs(call.at)} after its start, called first by:`,
        ...chain,
      ];
    }
    if (fn.reason) return [`${fn.signature} is eager (${fn.reason.text}): no run tells whether it ran.`];
    return [`${fn.signature} did not run in ${name}. The tool "calls" tells who could call it.`];
  },

  calls(workspace, { program: named, run, function: wanted, direction, limit }) {
    const program = programOf(workspace, named);
    const { graph } = program;
    const fn = functionOf(program, wanted);
    const { overlay } = workspace.runs.overlay(program, run);
    const isIn = direction === 'callers';
    const others = isIn ? graph.callers(fn.index) : [...new Set(graph.callees(fn.index))];
    const lines = others.flatMap((other) => {
      const linked = graph.functions[other];
      if (!linked) return [];
      const [from, to] = isIn ? [other, fn.index] : [fn.index, other];
      const seen = overlay.observed.get(from)?.has(to) ? ', observed' : '';
      return [`${CERTAINTY_WORDS[certaintyOf(graph, from, to)]}${seen}: ${placed(linked)}`];
    });
    const external = isIn
      ? []
      : [...graph.externalCalls(fn.index).keys()].map(
          (symbol) => `direct: ${graph.externalName(symbol)}  (another library)`,
        );
    const all = [...lines, ...external].sort((a, b) => rank(a) - rank(b));
    const open = isIn ? '' : unresolvedText(graph.unresolved(fn.index));
    if (all.length === 0)
      return [`${fn.signature} has no ${direction} in this program, as far as they can be computed.${open}`];
    return [`${plural(all.length, isIn ? 'caller' : 'callee')} of ${placed(fn)}${open}`, ...limited(all, limit)];
  },

  async why_eager(workspace, { program: named, function: wanted }) {
    const program = programOf(workspace, named);
    const fn = functionOf(program, wanted);
    if (!fn.reason) return [`${fn.signature} is lazy: it is compiled when it is called first, and runs tell of it.`];
    return [await whyEager(fn)];
  },

  compare_runs(workspace, { program: named, a, b, limit }) {
    const program = programOf(workspace, named);
    const [first, second] = [a, b].map((id) => runOf(workspace, program, id));
    if (!first || !second) return [];
    const only = (one: typeof first, other: typeof first): string[] =>
      recordedRun({ name: one.name, program: program.path, startedAt: 0 }, program.graph, one.overlay)
        .calls.filter(({ id }) => !other.overlay.functions.has(program.graph.find(id) ?? -1))
        .map((call) => `  ${call.name}${call.by ? `  ← ${call.by.name}` : ''}`);
    const [inA, inB] = [only(first, second), only(second, first)];
    if (inA.length + inB.length === 0)
      return [`Both runs called the same ${plural(first.overlay.functions.size, 'function')}.`];
    const half = Math.ceil(limit / 2);
    return [
      `Only ${first.name} (A) called ${plural(inA.length, 'function')}:`,
      ...limited(inA, half),
      `Only ${second.name} (B) called ${plural(inB.length, 'function')}:`,
      ...limited(inB, half),
    ];
  },

  async tests(workspace, { program: named, filter, limit }) {
    const program = programOf(workspace, named);
    const tests = await programTests(program, () => undefined);
    if (tests.length === 0)
      throw nothing(
        `${program.name} holds no tests that AutoJIT knows.`,
        'Name a program that was built with GoogleTest, Catch2, doctest, Boost.Test or "cargo test".',
      );
    const lines = tests
      .filter(({ name }) => filter === undefined || name.includes(filter))
      .map(({ name, file, line }) => `${name}  ${file}:${String(line)}`);
    return [`${plural(tests.length, 'test')} in ${program.path}`, ...limited(lines, limit)];
  },
};

function inlinedText({ counts }: Overlay): string {
  return counts.inlined === 0 ? '' : ` ${String(counts.inlined)} more ran inside of others (inlined).`;
}

const WORDS = Object.values(CERTAINTY_WORDS);

const rank = (line: string): number => WORDS.findIndex((word) => line.startsWith(word));

function unresolvedText(sites: number): string {
  return sites === 0 ? '' : ` (${plural(sites, 'call')} through pointers may lead elsewhere)`;
}
