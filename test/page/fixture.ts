import type { Coverage, FunctionState, GraphEdge, GraphNode, GraphSlice, GraphView } from '../../protocol/graph.js';

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

export function node(name: string, state: FunctionState, order?: number): GraphNode {
  const line = lines.find((one) => one.name === name);
  if (!line) throw new Error(`the fixture has no ${name}`);
  const ran = RUN.find(([other]) => other === name);
  return {
    id: name,
    label: name,
    signature: `${name}(EState*)`,
    kind: 'function',
    module: line.module,
    state,
    ...(state === 'eager'
      ? { reason: { code: 'inline-asm', text: 'uses inline assembly that names its labels' } }
      : {}),
    ...(state === 'materialized' ? { ms: ran?.[1] ?? 0.4, bytes: 800, materializedBy: callerInRun(name) } : {}),
    ...(order === undefined ? {} : { order }),
    file: `/project/${line.module}`,
    line: lines.indexOf(line) + 10,
    callers: lines.filter(({ calls }) => calls.includes(name)).length,
    callees: line.calls.length,
    unresolved: name === 'handle_compress' ? 2 : 0,
  };
}

function callerInRun(name: string): string {
  const order = RUN.map(([ran]) => ran as string);
  const caller = lines.find((line) => line.calls.includes(name) && order.includes(line.name));
  return caller?.name ?? 'ext:__libc_start_main';
}

function initialState(name: string): FunctionState {
  return name === 'BZ2_hbAssignCodes' ? 'eager' : 'stub';
}

/** The slice that a server would answer with, at most `limit` functions. */
export function slice(view: GraphView, ran: number, limit = Infinity): GraphSlice {
  const order: string[] = RUN.slice(0, ran).map(([name]) => name);
  const nodes = lines.slice(0, limit).map(({ name }) => {
    const at = order.indexOf(name);
    return at < 0 ? node(name, initialState(name)) : node(name, 'materialized', at + 1);
  });
  const shown = new Set(nodes.map(({ id }) => id));
  const edges: GraphEdge[] = [];
  const edge = (from: string, to: string, kind: GraphEdge['kind']) =>
    edges.push({ id: `${kind}:${from}:${to}`, from, to, kind, sites: 1 });
  for (const { name, calls } of lines)
    for (const to of calls) if (shown.has(name) && shown.has(to)) edge(name, to, 'direct');
  if (shown.has('compress') && shown.has('default_bzalloc')) edge('compress', 'default_bzalloc', 'candidate');
  if (view === 'live')
    for (const name of order.slice(1)) if (shown.has(callerInRun(name))) edge(callerInRun(name), name, 'observed');
  if (view === 'autojit') {
    const resolver: GraphNode = {
      id: 'runtime:resolve',
      label: 'resolver',
      signature: 'autojit_resolve',
      kind: 'runtime',
      module: '',
      callers: 0,
      callees: 0,
      unresolved: 0,
    };
    nodes.push(resolver);
    for (const { id, state } of nodes) if (state === 'stub') edge(id, resolver.id, 'runtime');
  }
  return { program: PROGRAM, view, root: 'main', nodes, edges, coverage: coverage(nodes.length, order.length) };
}

function coverage(shown: number, materialized: number): Coverage {
  return {
    shown,
    functions: lines.length,
    materialized,
    eager: 1,
    unresolvedSites: 2,
    builtAt: Date.now() - 120_000,
    stale: [],
    truncated: false,
  };
}
