import path from 'node:path';
import { expect, test } from 'vitest';
import { ReloadProgram } from './reload-program.js';
import { toolchain } from './support.js';

/** What new code names that is not its own file's: of other files that keep it to themselves, of libraries, of Rust's. */

type Edits = Record<string, [from: string, to: string][]>;

async function taken(program: ReloadProgram, edits: Edits, says: RegExp, line: RegExp): Promise<void> {
  for (const [file, changes] of Object.entries(edits)) program.edit(changes, file);
  program.rebuild();
  const outcome = program.reload();
  expect(outcome.says).toMatch(says);
  await program.lineLike(line);
}

const PLUS = {
  'app.cpp': `#include "shared.h"
#include <cstdio>
#include <exception>
#include <unistd.h>
int step() {
  Base base;
  Base *one = &base;
  int caught = 0;
  try { caught = risky(one->go(1)); } catch (const std::exception &e) { caught = e.what()[0]; }
  return std::printf("sum %d caught %d\\n", sum(1, 2), caught);
}
int main() { setvbuf(stdout, nullptr, _IOLBF, 0); for (;;) { step(); usleep(20000); } }
`,
  'part.cpp': `#include "shared.h"
int risky(int a) { return sum(a, 10); }
int hidden(int a) { return a * 100; }
`,
  'shared.h': `#pragma once
template <class T> T sum(T a, T b) { return a + b; }
struct Base { virtual ~Base() = default; virtual int go(int a) { return a; } };
int risky(int a);
int hidden(int a);
`,
};

test.each(['-O0', '-O2'])(
  'files that show nothing to others, and what only data names of libraries (%s)',
  async (level) => {
    const flags = ['-g', level, '-fvisibility=hidden'];
    const program = new ReloadProgram(PLUS, ['c++', ...flags, 'app.cpp', 'part.cpp', '-o', 'app']);
    await program.start();
    await taken(
      program,
      { 'app.cpp': [['caught = risky(', 'caught = hidden(']] },
      /^reloaded 1 function: step\(\)/,
      /^sum 3 caught 100$/,
    );
    // Both files have it; it is one function.
    await taken(
      program,
      { 'shared.h': [['return a + b', 'return a + b + 1']] },
      /^reloaded 1 function: int sum<int>\(int, int\)/,
      /^sum 4 caught 100$/,
    );
    await taken(
      program,
      {
        'app.cpp': [
          ['int step()', 'struct Derived : Base { int go(int a) override { return a + 6; } };\nint step()'],
          ['Base base', 'Derived base'],
        ],
      },
      /^reloaded .*step\(\)/,
      /^sum 4 caught 700$/,
    );
    await taken(
      program,
      {
        'part.cpp': [
          ['#include "shared.h"\n', '#include "shared.h"\n#include <exception>\n'],
          [
            'return a * 100',
            'struct Mine : std::exception { const char *what() const noexcept override { return "*"; } };\n  if (a > 6) throw Mine();\n  return a * 100',
          ],
        ],
      },
      /^reloaded .*hidden\(int\)/,
      /^sum 4 caught 42$/,
    );
  },
);

const RUST = `use std::collections::HashMap;
use std::io::Write;
enum Shape { Circle(f64), Square { side: f64 } }
trait Speak {
    fn word(&self) -> String;
    fn twice(&self) -> String { format!("{0}{0}", self.word()) }
}
struct Dog { age: u32 }
impl Speak for Dog { fn word(&self) -> String { format!("woof{}", self.age) } }
fn area(s: &Shape) -> f64 {
    match s { Shape::Circle(r) => r * r * 3.0, Shape::Square { side } => side * side }
}
fn word(fast: bool) -> &'static str { if fast { "fast" } else { "slow" } }
fn step(map: &mut HashMap<String, u32>, all: &[Box<dyn Speak>]) {
    *map.entry("n".to_string()).or_insert(0) += 1;
    let k = 7;
    let later: Box<dyn Fn(u32) -> u32> = Box::new(move |a| a + k);
    let areas = area(&Shape::Square { side: 2.0 }) + area(&Shape::Circle(1.0));
    println!("{} {} {} {} {}", all[0].twice(), areas, later(1), word(true), map["n"] > 1);
    std::io::stdout().flush().unwrap();
}
fn main() {
    let mut map = HashMap::new();
    let all: Vec<Box<dyn Speak>> = vec![Box::new(Dog { age: 3 })];
    loop { step(&mut map, &all); std::thread::sleep(std::time::Duration::from_millis(20)); }
}
`;
const STAYS = /^woof3woof3 7 8 fast true$/;

// With each edit the compiler may deal out anew which of its parts has which generic function of the library.
test.each<[string, [from: string, to: string][], RegExp, RegExp]>([
  ['a text', [['{0}{0}', '{0}-{0}']], /^reloaded .*<app::Dog as app::Speak>::twice/, /^woof3-woof3 7 8 fast true$/],
  [
    'parameters',
    [
      ['fn word(fast: bool)', 'fn word(fast: bool, loud: bool)'],
      ['{ "fast" }', '{ if loud { "FAST" } else { "fast" } }'],
      ['word(true)', 'word(true, true)'],
    ],
    /^reloaded .*app::word/,
    /^woof3woof3 7 8 FAST true$/,
  ],
  [
    'a variant more',
    [
      ['{ side: f64 } }', '{ side: f64 }, Dot }'],
      ['side * side }', 'side * side, Shape::Dot => 0.0 }'],
    ],
    /^not reloaded: struct app::Shape: variant Dot is new/,
    STAYS,
  ],
  [
    'captures',
    [
      ['let k = 7;', 'let (k, j) = (7, 100);'],
      ['a + k', 'a + k + j'],
    ],
    /^not reloaded: struct app::step::\{closure_env#0\}: 4 -> 8 bytes, field j is new(?!.*field j)/,
    STAYS,
  ],
])('Rust, with maps and trait objects: %s', async (_, edits, says, line) => {
  const rustc = path.join(toolchain, 'bin', 'autojit-rustc');
  const program = new ReloadProgram({ 'app.rs': RUST }, [rustc, '-g', 'app.rs', '-o', 'app']);
  await program.start();
  await program.lineLike(STAYS);
  await taken(program, { 'app.rs': edits }, says, line);
});
