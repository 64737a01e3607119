import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** What a regular program that was compiled with `-finstrument-functions` was seen to call (recorder.c). */

/** By the linker's name; of a function that is its object's own with the base name of its source before it: `a.c#f`. */
export interface Pair {
  /** Undefined: nobody of the program. */
  caller: readonly string[] | undefined;
  callee: readonly string[];
  /** By way of code that is not the program's own: a library that was given its address. */
  through: boolean;
  /** A library may call it by its name. */
  exported: boolean;
}

interface Named {
  start: number;
  end: number;
  /** An alias is a name too. */
  names: string[];
  exported: boolean;
}

const SYMBOL =
  /^ *\d+: (?<address>[0-9a-f]+) +(?<size>\S+) (?<type>\S+) +(?<binding>\S+) +\S+ +(?<section>\S+) (?<name>.+)$/;

function functionsOf(program: string): Named[] {
  const text = execFileSync('readelf', ['-sW', program], { encoding: 'utf8', maxBuffer: 1 << 30 });
  const functions = new Map<number, Named>();
  let file = '';
  let exported = false;
  for (const line of text.split('\n')) {
    if (line.startsWith('Symbol table ')) exported = line.includes('.dynsym');
    const symbol = SYMBOL.exec(line)?.groups;
    if (!symbol) continue;
    const { address = '', size = '', type = '', binding, section, name = '' } = symbol;
    if (type === 'FILE') file = name;
    if (!['FUNC', 'IFUNC'].includes(type) || section === 'UND') continue;
    const start = parseInt(address, 16);
    const id = binding === 'LOCAL' ? `${file}#${name}` : name;
    const known = functions.get(start);
    if (known) known.names.push(id);
    else functions.set(start, { start, end: start + Number(size), names: [id], exported });
  }
  return [...functions.values()].sort((a, b) => a.start - b.start);
}

/** The function that an address is in. */
function functionAt(functions: readonly Named[], address: number): Named | undefined {
  let [low, high] = [0, functions.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((functions[middle]?.start ?? 0) <= address) low = middle + 1;
    else high = middle;
  }
  const found = functions[low - 1];
  return found && address < found.end ? found : undefined;
}

function startOf(program: string): number {
  const text = execFileSync('readelf', ['-lW', program], { encoding: 'utf8' });
  const starts = [...text.matchAll(/^ +LOAD +\S+ 0x([0-9a-f]+)/gm)].map(([, start = '0']) => parseInt(start, 16));
  return Math.min(...starts) & ~0xfff;
}

/** Of all processes that had `file`: 64 bits each, caller, callee, whether through a library, and 1. */
export function readPairs(program: string, file: string): Pair[] {
  const functions = functionsOf(program);
  const start = startOf(program);
  const at = (offset: bigint): Named | undefined => functionAt(functions, Number(offset & 0x7fffffffn) + start);
  const bytes = readFileSync(file);
  const pairs: Pair[] = [];
  for (let place = 0; place + 8 <= bytes.length; place += 8) {
    const key = bytes.readBigUInt64LE(place);
    const callee = at(key >> 2n);
    if (key === 0n || !callee) continue;
    const caller = key >> 33n === 0n ? undefined : at(key >> 33n)?.names;
    pairs.push({ caller, callee: callee.names, through: (key & 2n) !== 0n, exported: callee.exported });
  }
  return pairs;
}
