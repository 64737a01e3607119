import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { writeProgram } from './elf.js';
import { manifest, writeManifest } from './manifests.js';

const PER_FILE = 50;

/** A program of GoogleTests with its sources, as large projects have them; every fifth test is parameterized. */
export function writeTestProgram(folder: string, count: number): { program: string; names: string[] } {
  const store = join(folder, '.autojit');
  mkdirSync(store, { recursive: true, mode: 0o700 });
  const names: string[] = [];
  const modules = Array.from({ length: Math.ceil(count / PER_FILE) }, (_, number) => {
    const source = `tests/part${String(number % 10)}/suite${String(number)}_test.cc`;
    const suite = `Suite${String(number)}`;
    const tests = Array.from({ length: Math.min(PER_FILE, count - number * PER_FILE) }, (_one, at) => ({
      name: `DoesTheRightThing${String(at)}`,
      macro: at % 5 === 4 ? 'TEST_P' : 'TEST',
    }));
    names.push(...tests.map(({ name }) => `${suite}.${name}`));
    const text = tests.map(
      ({ name, macro }) => `${macro}(${suite}, ${name}) {\n  EXPECT_EQ(one(), 1);\n${'\n'.repeat(9)}}\n`,
    );
    mkdirSync(dirname(join(folder, source)), { recursive: true });
    writeFileSync(join(folder, source), text.join(''));
    const functions = tests.flatMap(({ name }, at) => {
      const line = at * 12 + 1;
      const body = `${suite}_${name}_Test`;
      // What the macro makes beside the body: constructor, destructors, registration.
      const others = ['ctor', 'dtor', 'made'].map((kind) => ({
        name: `${body}${kind}`,
        display: `${body}::${kind}()`,
        line,
      }));
      return [{ name: body, display: `${body}::TestBody()`, line }, ...others];
    });
    const value = manifest(source, functions, { directory: folder });
    writeManifest(store, value);
    return { id: value.module, source, slots: functions.length };
  });
  const program = join(folder, 'all_tests');
  writeProgram(program, { modules, store });
  return { program, names };
}
