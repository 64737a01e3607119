import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { writeProgram } from './elf.js';
import { manifest, writeManifest } from './manifests.js';
import { randomNumbers } from './random.js';

export interface LargeProgram {
  program: string;
  store: string;
  /** Source with 3,000 functions, for lenses. */
  longSource: string;
  longText: string;
  functions: number;
  calls: number;
}

interface Shape {
  functions: number;
  calls: number;
  /** Changes the body of one module, as an edit does. */
  edited?: boolean;
  /** Writes its sources as well: what looks for lines in them reads them. */
  sources?: boolean;
}

const PER_MODULE = 50;
const LONG_MODULE = 3000;
const MODULES_PER_FOLDER = 12;

/**
 * A program shaped like real ones: most calls stay in their module, fewer go to the neighbours, some to the few hubs that
 * everything calls; a part goes through pointers of a few common types.
 */
export function writeLargeProgram(
  folder: string,
  { functions, calls, edited = false, sources = false }: Shape,
): LargeProgram {
  const random = randomNumbers(42);
  const store = join(folder, '.autojit');
  mkdirSync(store, { recursive: true, mode: 0o700 });
  const modules: { id: string; source: string; slots: number }[] = [];
  const perFunction = calls / functions;
  let written = 0;
  for (let first = 0; first < functions;) {
    const number = modules.length;
    const size = Math.min(number === 1 ? LONG_MODULE : PER_MODULE, functions - first);
    const source = `src/part${String(Math.floor(number / MODULES_PER_FOLDER))}/module${String(number)}.cc`;
    const value = manifest(
      source,
      Array.from({ length: size }, (_, at) => {
        const index = first + at;
        const count = Math.round(perFunction * 2 * random());
        written += count;
        const targets = Array.from({ length: count }, () => target(index, first, size, functions, random));
        return {
          name: nameOf(index),
          display:
            index === 0
              ? 'main'
              : `part${String(number % 7)}::Module${String(number)}::function${String(index)}(int, char const*)`,
          line: at * 12 + 1,
          type: `i32 (ptr, i${String(8 << (index % 4))})`,
          calls: edited && number === 2 && at === 0 ? [...targets, nameOf(functions - 1)] : targets,
          ...(index % 20 === 0 && { indirect: [{ type: `i32 (ptr, i${String(8 << (index % 4))})` }] }),
          ...(index % 97 === 96 && { eager: 'inline-asm' }),
        };
      }),
      {
        directory: folder,
        addressTaken: Array.from({ length: Math.ceil(size / 25) }, (_, at) => nameOf(first + at * 25)),
      },
    );
    writeManifest(store, value);
    if (sources) writeSource(join(folder, source), number, first, size);
    modules.push({ id: value.module, source, slots: size });
    first += size;
  }
  const program = join(folder, 'large');
  writeProgram(program, { modules, store });
  const longText = textOf(1, PER_MODULE, LONG_MODULE);
  return { program, store, longSource: join(folder, 'src/part0/module1.cc'), longText, functions, calls: written };
}

/** A definition each twelve lines, as the manifests say. */
function textOf(module: number, first: number, size: number): string {
  const lines = Array.from(
    { length: size },
    (_, at) => `int Module${String(module)}::function${String(first + at)}(int a, char const* b) {`,
  );
  return lines.map((line) => line + '\n'.repeat(12)).join('');
}

function writeSource(file: string, module: number, first: number, size: number): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, textOf(module, first, size));
}

function nameOf(index: number): string {
  return index === 0 ? 'main' : `_ZN4part6Module8functionEv${String(index)}`;
}

function target(index: number, first: number, size: number, functions: number, random: () => number): string {
  const kind = random();
  if (kind < 0.65) return nameOf(first + Math.floor(random() * size));
  if (kind < 0.9) return nameOf(Math.min(functions - 1, Math.max(1, index + Math.floor((random() - 0.3) * 2000))));
  // Hubs: the smaller the number, the more callers.
  return nameOf(1 + Math.floor(random() ** 4 * 200));
}
