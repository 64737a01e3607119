import type { FunctionState, GraphNode, GraphQuery, GraphSlice, StateChange } from '../../protocol/graph.js';
import type { ProgramSummary, RunSummary, StateCounts } from '../../protocol/lsp.js';
import type { SearchResult } from '../../protocol/search.js';
import type { PackedMap } from '../../protocol/packed-map.js';
import type { RunTree } from '../../protocol/views.js';
import { linkCallGraph } from '../../server/call-graph/link.js';
import type { CallGraph } from '../../server/call-graph/model.js';
import { ownershipOf } from '../../server/call-graph/ownership.js';
import { partsOf } from '../../server/parts/parts.js';
import { searchFunctions } from '../../server/picture/search.js';
import { packedMapOf } from '../../server/picture/program-map.js';
import { runTreeOf } from '../../server/picture/run-tree.js';
import { functionNode } from '../../server/picture/nodes.js';
import { stateChange } from '../../server/picture/state-change.js';
import { sliceProgram } from '../../server/picture/slice-program.js';
import { NO_RUN, type Overlay } from '../../server/run/overlay.js';
import type { FunctionRun } from '../../server/run/run-state.js';
import { manifest } from '../../server/testing/manifests.js';

/** A call graph like that of bzip2, written down: one line per function with its module and what it calls. */
const CALLS = `
bzip2.c: main > copyFileName addFlagsFromEnvVar snocString compress uncompress testf showFileNames license usage setExit
bzip2.c: compress > copyFileName fileExists containsDubiousChars compressStream applySavedMetaInfoToOutputFile panic
bzip2.c: uncompress > copyFileName fileExists hasSuffix mapSuffix uncompressStream setExit
bzip2.c: testf > copyFileName testStream setExit
bzip2.c: compressStream > BZ2_bzWriteOpen BZ2_bzWrite BZ2_bzWriteClose64 myfeof uInt64_toAscii panic ioError
bzip2.c: uncompressStream > BZ2_bzReadOpen BZ2_bzRead BZ2_bzReadClose myfeof panic ioError
bzip2.c: testStream > BZ2_bzReadOpen BZ2_bzRead BZ2_bzReadClose
bzip2.c: applySavedMetaInfoToOutputFile
bzip2.c: copyFileName
bzip2.c: addFlagsFromEnvVar > snocString
bzip2.c: snocString > myMalloc
bzip2.c: myMalloc
bzip2.c: showFileNames
bzip2.c: license
bzip2.c: usage
bzip2.c: setExit
bzip2.c: fileExists
bzip2.c: containsDubiousChars
bzip2.c: hasSuffix
bzip2.c: mapSuffix > hasSuffix
bzip2.c: myfeof
bzip2.c: uInt64_toAscii
bzip2.c: panic > setExit
bzip2.c: ioError > setExit
bzlib.c: BZ2_bzWriteOpen > BZ2_bzCompressInit
bzlib.c: BZ2_bzWrite > BZ2_bzCompress
bzlib.c: BZ2_bzWriteClose64 > BZ2_bzCompress BZ2_bzCompressEnd
bzlib.c: BZ2_bzReadOpen > BZ2_bzDecompressInit
bzlib.c: BZ2_bzRead > BZ2_bzDecompress
bzlib.c: BZ2_bzReadClose > BZ2_bzDecompressEnd
bzlib.c: BZ2_bzCompressInit > init_RL prepare_new_block default_bzalloc bz_config_ok
bzlib.c: BZ2_bzCompress > handle_compress
bzlib.c: BZ2_bzCompressEnd > default_bzfree
bzlib.c: BZ2_bzDecompressInit > default_bzalloc bz_config_ok
bzlib.c: BZ2_bzDecompress > BZ2_decompress unRLE_obuf_to_output_FAST
bzlib.c: BZ2_bzDecompressEnd > default_bzfree
bzlib.c: handle_compress > copy_input_until_stop copy_output_until_stop BZ2_compressBlock
bzlib.c: copy_input_until_stop > add_pair_to_block
bzlib.c: add_pair_to_block
bzlib.c: copy_output_until_stop
bzlib.c: init_RL
bzlib.c: prepare_new_block
bzlib.c: default_bzalloc
bzlib.c: default_bzfree
bzlib.c: bz_config_ok
bzlib.c: unRLE_obuf_to_output_FAST
compress.c: BZ2_compressBlock > BZ2_blockSort generateMTFValues sendMTFValues bsPutUChar bsW
compress.c: generateMTFValues > makeMaps_e
compress.c: sendMTFValues > BZ2_hbMakeCodeLengths BZ2_hbAssignCodes bsW
compress.c: makeMaps_e
compress.c: bsW
compress.c: bsPutUChar > bsW
blocksort.c: BZ2_blockSort > mainSort fallbackSort
blocksort.c: mainSort > mainQSort3
blocksort.c: mainQSort3 > mainSimpleSort
blocksort.c: mainSimpleSort > mainGtU
blocksort.c: mainGtU
blocksort.c: fallbackSort > fallbackQSort3
blocksort.c: fallbackQSort3 > fallbackSimpleSort
blocksort.c: fallbackSimpleSort
huffman.c: BZ2_hbMakeCodeLengths
huffman.c: BZ2_hbAssignCodes
decompress.c: BZ2_decompress > makeMaps_d BZ2_hbCreateDecodeTables
decompress.c: makeMaps_d
huffman.c: BZ2_hbCreateDecodeTables
`;

export const PROGRAM = '/project/bzip2';

/** The program as the extension lists it. */
export function programWith(counts: StateCounts): ProgramSummary {
  return {
    ...{ path: PROGRAM, name: 'bzip2', store: '/store', builtAt: 0, hasMain: true, hasTests: false, testLists: 0 },
    ...{ counts, problems: [], lastArgs: [] },
  };
}
/** The run that the fixture shows goes this way, in this order. */
export const RUN = [
  ['main', 3.9],
  ['copyFileName', 0.3],
  ['compress', 2.1],
  ['compressStream', 1.4],
  ['BZ2_bzWriteOpen', 0.6],
  ['BZ2_bzCompressInit', 0.9],
  ['BZ2_bzWrite', 0.5],
  ['BZ2_bzCompress', 0.8],
  ['handle_compress', 0.7],
  ['BZ2_compressBlock', 5.2],
  ['BZ2_blockSort', 1.9],
  ['mainSort', 14],
] as const;

interface Line {
  name: string;
  module: string;
  calls: string[];
}

const lines: Line[] = CALLS.trim()
  .split('\n')
  .map((line) => {
    const match = /^(\S+): (\w+)(?: > (.*))?$/.exec(line);
    if (!match?.[1] || !match[2]) throw new Error(`not a line of the fixture: ${line}`);
    return { module: match[1], name: match[2], calls: match[3]?.split(' ') ?? [] };
  });

const POINTER = 'ptr (ptr, i32, i32)';

/** The first `limit` functions, linked as the server links them. */
function graphOf(limit: number): CallGraph {
  const shown = lines.slice(0, limit);
  const modules = [...new Set(shown.map(({ module }) => module))];
  return linkCallGraph(
    modules.map((module) =>
      manifest(
        module,
        shown
          .filter((line) => line.module === module)
          .map(({ name, calls }) => ({
            name,
            display: `${name}(EState*)`,
            calls,
            line: lines.findIndex((line) => line.name === name) + 10,
            ...(name === 'default_bzalloc' && { type: POINTER }),
            ...(name === 'compress' && { indirect: [{ type: POINTER }] }),
            ...(name === 'handle_compress' && { indirect: [{ type: 'void (i1)' }, { type: 'void (i1)' }] }),
            ...(name === 'BZ2_hbAssignCodes' && { eager: 'inline-asm' }),
          })),
        { directory: '/project', addressTaken: ['default_bzalloc'] },
      ),
    ),
  );
}

const whole = graphOf(Infinity);
const of = (graph: CallGraph, name: string): number => graph.find(name) ?? -1;

function state(graph: CallGraph, name: string, known: Partial<FunctionRun>): [number, FunctionRun] {
  const ran = RUN.find(([other]) => other === name);
  const blank = {
    tier: undefined,
    bytes: 800,
    kept: false,
    thread: 1,
    order: undefined,
    with: undefined,
    failure: undefined,
    at: 0,
  };
  const caller = of(graph, callerInRun(name));
  return [
    of(graph, name),
    { ...blank, state: 'materialized', ms: ran?.[1] ?? 0.4, caller: caller < 0 ? undefined : caller, ...known },
  ];
}

/** What the first `ran` functions of the run did. */
function overlay(graph: CallGraph, ran: number): Overlay {
  const order = RUN.slice(0, ran).map(([name]) => name as string);
  const functions = new Map(order.map((name, at) => state(graph, name, { order: at + 1, at: at * 2 })));
  const observed = new Map<number, Set<number>>();
  for (const name of order.slice(1)) {
    const from = of(graph, callerInRun(name));
    observed.set(from, (observed.get(from) ?? new Set<number>()).add(of(graph, name)));
  }
  const lazy = [...functions.keys()].filter((index) => graph.functions[index]?.reason === undefined && index >= 0);
  return { functions, observed, inlined: new Map(), counts: { ...NO_RUN.counts, materialized: lazy.length } };
}

export function node(name: string, now: FunctionState, order?: number): GraphNode {
  const fn = whole.functions[of(whole, name)];
  if (!fn) throw new Error(`the fixture has no ${name}`);
  const running = now === 'materialized' || now === 'materializing' || now === 'failed';
  const functions = running ? new Map([state(whole, name, { state: now, order })]) : new Map<number, FunctionRun>();
  const inlined = now === 'inlined' ? new Map([[fn.index, new Set([of(whole, 'main')])]]) : NO_RUN.inlined;
  return functionNode(whole, fn, { ...NO_RUN, functions, inlined });
}

/** The change that brings a function to what it is `now`. */
export function change(name: string, now: FunctionState, order?: number): StateChange {
  const index = of(whole, name);
  const functions =
    now === 'inlined' ? new Map<number, FunctionRun>() : new Map([state(whole, name, { state: ranAs(now), order })]);
  const inlined = now === 'inlined' ? new Map([[index, new Set([of(whole, 'main')])]]) : NO_RUN.inlined;
  const fn = whole.functions[index];
  if (!fn) throw new Error(`the fixture has no ${name}`);
  const run = { id: 'one', graph: whole, overlay: { ...NO_RUN, functions, inlined } };
  return stateChange({ ...run, ownership: ownershipOf(whole), modulesMissing: 0 }, fn);
}

function ranAs(state: FunctionState): FunctionRun['state'] {
  if (state === 'materializing' || state === 'materialized' || state === 'failed') return state;
  throw new Error(`no run makes a function ${state}`);
}

/** What the functions of the run that come after the first `from`, up to the first `to`, became. */
export function changes(from: number, to: number): StateChange[] {
  return RUN.slice(from, to).map(([name], at) => change(name, 'materialized', from + at + 1));
}

function callerInRun(name: string): string {
  const order = RUN.map(([ran]) => ran as string);
  const caller = lines.find((line) => line.calls.includes(name) && order.includes(line.name));
  return caller?.name ?? 'ext:__libc_start_main';
}

/** The slice that the server answers with, of a program of at most `limit` functions. */
export function slice(query: GraphQuery, ran: number, limit = Infinity, over = true): GraphSlice {
  const graph = limit === Infinity ? whole : graphOf(limit);
  const run = { overlay: ran === 0 ? NO_RUN : overlay(graph, ran), id: ran === 0 ? undefined : 'one', over };
  const other = query.other === undefined ? undefined : { overlay: overlay(graph, ran - 4), id: query.other };
  const program = { graph, name: 'bzip2', path: PROGRAM, staleSources: [], modulesMissing: 0 };
  return sliceProgram({ ...program, file: { builtAt: Date.now() - 120_000 } }, query, run, other);
}

/** The run of the fixture, as lists name it. */
export function runOf(ran: number, running: boolean): RunSummary {
  return {
    ...{ id: 'one', program: PROGRAM, name: 'bzip2', args: [], startedAt: 1, failed: 0, engineMs: 4, problems: [] },
    ...(running ? { status: 'running' } : { status: 'exited', exitCode: 0 }),
    materialized: ran,
  };
}

function viewInput(ran: number, running: boolean): Parameters<typeof runTreeOf>[0] {
  const owners = ownershipOf(whole);
  return {
    program: { path: PROGRAM, builtAt: 1 },
    graph: whole,
    owners,
    parts: partsOf(whole, owners),
    overlay: overlay(whole, ran),
    run: ran === 0 ? undefined : runOf(ran, running),
  };
}

/** What the server tells of the first `ran` functions of the run. */
export function runTree(ran: number, running = false): RunTree {
  return runTreeOf(viewInput(ran, running));
}

export function programMap(ran: number): PackedMap {
  return packedMapOf(viewInput(ran, false));
}

export function search(text: string, ran: number): SearchResult {
  return searchFunctions(viewInput(ran, false), text);
}

/** What the page asks for at first. */
export const QUERY: GraphQuery = {
  program: PROGRAM,
  view: 'regular',
  depthOut: 2,
  depthIn: 2,
  externals: false,
  limit: 1500,
};
