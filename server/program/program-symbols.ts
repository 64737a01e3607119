import { SHF_EXECINSTR, type ElfSection } from './elf.js';
import { STT_FILE, STT_FUNC, STT_NOTYPE, type SymbolTable } from './symbol-table.js';
import { append } from '../support/grouped.js';

/** Functions that a symbol table defines, and the bytes of code they have. */
export function countFunctions(symbols: SymbolTable): { count: number; bytes: number } {
  // Several names of one function (aliases) count once.
  const sizes = new Map<bigint, number>();
  for (let symbol = 0; symbol < symbols.count; symbol += 1) {
    if (symbols.type(symbol) !== STT_FUNC || !symbols.isDefined(symbol)) continue;
    sizes.set(symbols.address(symbol), Number(symbols.size(symbol)));
  }
  return { count: sizes.size, bytes: [...sizes.values()].reduce((sum, size) => sum + size, 0) };
}

/**
 * Symbols of code that stand at one address, as the linker was told to define them (`--defsym`, symbol versions) or objects
 * do by aliases; a list for each address that has several. A version (`name@VERSION`) is left out of a name.
 */
export async function sharedAddresses(symbols: SymbolTable, sections: readonly ElfSection[]): Promise<string[][]> {
  const isCode = sections.map(({ flags }) => (flags & SHF_EXECINSTR) !== 0n);
  const first = new Map<bigint, number>();
  const shared = new Map<bigint, number[]>();
  for (let symbol = 0; symbol < symbols.count; symbol += 1) {
    const type = symbols.type(symbol);
    if ((type !== STT_FUNC && type !== STT_NOTYPE) || isCode[symbols.section(symbol)] !== true) continue;
    const address = symbols.address(symbol);
    const known = first.get(address);
    if (known === undefined) first.set(address, symbol);
    else append(shared, address, symbol);
  }
  if (shared.size === 0) return [];
  const nameOf = await symbols.names();
  return [...shared]
    .map(([address, others]) => [first.get(address) ?? 0, ...others])
    .map((all) => [...new Set(all.map((symbol) => nameOf(symbol).replace(/@.*/s, '')))])
    .filter(({ length }) => length > 1);
}

const WRAPPER = '__wrap_';

/** Names that nothing in a file has any more, while their wrapper is there: its linker was told to lead them there (`--wrap`). */
export async function replacedNames(symbols: SymbolTable): Promise<string[]> {
  if (!(await symbols.mention(WRAPPER))) return [];
  const nameOf = await symbols.names();
  const replaced = new Set<string>();
  const all: string[] = [];
  for (let symbol = 0; symbol < symbols.count; symbol += 1) {
    const name = nameOf(symbol).replace(/@.*/s, '');
    if (name.startsWith(WRAPPER) && symbols.isDefined(symbol)) replaced.add(name.slice(WRAPPER.length));
    else all.push(name);
  }
  if (replaced.size > 0) for (const name of all) replaced.delete(name);
  return [...replaced].sort();
}

/** What the C library's start files and their compiler leave in every program. */
const START_FILE = /^(\w*crt\w*\.o|crtstuff\.c)?$/;

/** Sources that objects in a file were made of, as their compilers name them: without folders. */
export async function sourceNames(symbols: SymbolTable): Promise<string[]> {
  const nameOf = await symbols.names();
  const names: string[] = [];
  for (let symbol = 0; symbol < symbols.count; symbol += 1)
    if (symbols.type(symbol) === STT_FILE && !START_FILE.test(nameOf(symbol))) names.push(nameOf(symbol));
  return names;
}

/** Whether no compiler had a part in a program but for its start files: its symbol table names no source. */
export async function isAssemblyOnly(symbols: SymbolTable): Promise<boolean> {
  const nameOf = await symbols.names();
  let isNamed = false;
  for (let symbol = 0; symbol < symbols.count; symbol += 1) {
    if (symbols.type(symbol) !== STT_FILE) continue;
    isNamed = true;
    if (!START_FILE.test(nameOf(symbol))) return false;
  }
  return isNamed;
}
