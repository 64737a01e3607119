import { open, type FileHandle } from 'node:fs/promises';
import { basename, isAbsolute, resolve } from 'node:path';
import type { CallGraph, FunctionIndex } from '../call-graph/model.js';
import { append } from '../support/grouped.js';
import type { ProgramFile } from './program-file.js';
import { STT_FILE, STT_FUNC, SymbolTable } from './symbol-table.js';

const PT_LOAD = 1;
const HEADER_SIZE = 64;
const PROGRAM_HEADER_SIZE = 56;

/** Where the code of some functions lies in one file: ascending addresses, as the file was linked. */
interface Ranges {
  base: bigint;
  starts: bigint[];
  ends: bigint[];
  functions: FunctionIndex[];
}

/**
 * Eager functions by the addresses of their code. Their calls are made by code that the linker placed, so a trace names
 * them as a file and an address, relative to where the file was loaded.
 */
export class EagerCallers {
  private constructor(
    private readonly program: string,
    private readonly files: ReadonlyMap<string, Ranges>,
  ) {}

  /** Reads the symbol tables of files that have eager functions; a stripped file tells nothing. */
  static async read(files: readonly ProgramFile[], graph: CallGraph): Promise<EagerCallers> {
    const found = new Map<string, Ranges>();
    const eager = eagerBySymbol(graph);
    for (const file of eager.size > 0 ? files : []) {
      const ranges = await readRanges(file, eager, graph).catch(() => undefined);
      if (ranges) found.set(file.path, ranges);
    }
    return new EagerCallers(files[0]?.path ?? '', found);
  }

  /** `object`: as the dynamic loader names it, relative to the folder that the program was started in (`cwd`). */
  find(object: string, address: string, cwd: string | undefined): FunctionIndex | undefined {
    const ranges = this.files.get(this.pathOf(object, cwd));
    if (!ranges || !/^0x[0-9a-f]{1,16}$/.test(address)) return undefined;
    const at = BigInt(address) + ranges.base;
    let [low, high] = [0, ranges.starts.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((ranges.starts[middle] ?? 0n) <= at) low = middle + 1;
      else high = middle;
    }
    return low > 0 && at < (ranges.ends[low - 1] ?? 0n) ? ranges.functions[low - 1] : undefined;
  }

  /** A program that was found by PATH is named without a folder. */
  private pathOf(object: string, cwd: string | undefined): string {
    if (!object.includes('/') && object === basename(this.program)) return this.program;
    if (isAbsolute(object) || cwd === undefined) return object;
    return resolve(cwd, object);
  }
}

function eagerBySymbol(graph: CallGraph): Map<string, FunctionIndex[]> {
  const found = new Map<string, FunctionIndex[]>();
  for (const { index, symbol, reason } of graph.functions) {
    if (reason) append(found, symbol, index);
  }
  return found;
}

async function readRanges(
  file: ProgramFile,
  eager: ReadonlyMap<string, readonly FunctionIndex[]>,
  graph: CallGraph,
): Promise<Ranges | undefined> {
  const handle = await open(file.path, 'r');
  try {
    const [symbols, base] = await Promise.all([
      SymbolTable.read(handle, file.size, file.sections, ['all', 'exported']),
      readBase(handle),
    ]);
    if (!symbols) return undefined;
    const own = new Set(file.modules.map(({ id }) => id));
    const isOwn = (index: FunctionIndex): boolean => own.has(graph.moduleOf(index));
    const places = placesOf(symbols, await symbols.names(), (name, source) => {
      const candidates = (eager.get(name) ?? []).filter(isOwn);
      // Several files may have a function of the name for themselves; their names may not tell them apart either.
      const named = candidates.filter((index) => basename(graph.functions[index]?.source ?? '') === basename(source));
      return candidates.length === 1 ? candidates[0] : named.length === 1 ? named[0] : undefined;
    });
    places.sort((a, b) => (a.start < b.start ? -1 : 1));
    return {
      base,
      starts: places.map(({ start }) => start),
      ends: places.map(({ end }) => end),
      functions: places.map(({ index }) => index),
    };
  } finally {
    await handle.close();
  }
}

interface Place {
  start: bigint;
  end: bigint;
  index: FunctionIndex;
}

/** Local symbols of an object follow the name of its source. */
function placesOf(
  symbols: SymbolTable,
  nameOf: (symbol: number) => string,
  find: (name: string, source: string) => FunctionIndex | undefined,
): Place[] {
  const places: Place[] = [];
  let source = '';
  for (let symbol = 0; symbol < symbols.count; symbol += 1) {
    const type = symbols.type(symbol);
    if (type === STT_FILE) source = nameOf(symbol);
    if (type !== STT_FUNC || !symbols.isDefined(symbol)) continue;
    const start = symbols.address(symbol);
    const length = symbols.size(symbol);
    const index = length > 0n ? find(nameOf(symbol), source) : undefined;
    if (index !== undefined) places.push({ start, end: start + length, index });
  }
  return places;
}

/** The address that the file is loaded at as it was linked: that of its first segment. */
async function readBase(file: FileHandle): Promise<bigint> {
  const header = Buffer.alloc(HEADER_SIZE);
  await file.read(header, 0, HEADER_SIZE, 0);
  const count = header.readUInt16LE(56);
  const table = Buffer.alloc(count * PROGRAM_HEADER_SIZE);
  await file.read(table, 0, table.length, Number(header.readBigUInt64LE(32)));
  for (let at = 0; at < table.length; at += PROGRAM_HEADER_SIZE) {
    // What lies before the first page of a segment is loaded with it.
    if (table.readUInt32LE(at) === PT_LOAD) return table.readBigUInt64LE(at + 16) & ~0xfffn;
  }
  return 0n;
}
