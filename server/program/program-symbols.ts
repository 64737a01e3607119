import { SHF_EXECINSTR, type ElfSection } from './elf.js';
import { STB_LOCAL, STT_FILE, STT_FUNC, STT_NOTYPE, type SymbolTable } from './symbol-table.js';
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
 * do by aliases; a list for each address that has several. A default version (`name@@VERSION`) is what its bare name
 * means, another one (`name@VERSION`) is no name for a call. Of a name that a linker wrote twice without its versions
 * (gold, lld), `defaults` tells what it means, or nobody.
 */
export async function sharedAddresses(
  symbols: SymbolTable,
  sections: readonly ElfSection[],
  defaults: ReadonlyMap<string, bigint>,
): Promise<string[][]> {
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
  const groups = [...shared].map(([address, others]) => ({
    address,
    named: [first.get(address) ?? 0, ...others].flatMap((symbol) => {
      const name = nameOf(symbol).replace(/@@.*/s, '');
      return name.includes('@') ? [] : [{ name, isLocal: symbols.binding(symbol) === STB_LOCAL }];
    }),
  }));
  const severalVersions = visibleAtSeveral(groups);
  const isMeant = (name: string, address: bigint): boolean =>
    (defaults.get(name) ?? (severalVersions.has(name) ? undefined : address)) === address;
  return groups
    .map(({ address, named }) => [...new Set(named.map(({ name }) => name))].filter((name) => isMeant(name, address)))
    .filter(({ length }) => length > 1);
}

function visibleAtSeveral(
  groups: readonly { address: bigint; named: readonly { name: string; isLocal: boolean }[] }[],
): Set<string> {
  const known = new Map<string, bigint>();
  const several = new Set<string>();
  for (const { address, named } of groups) {
    for (const { name, isLocal } of named) {
      if (isLocal) continue;
      if ((known.get(name) ?? address) !== address) several.add(name);
      known.set(name, address);
    }
  }
  return several;
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
