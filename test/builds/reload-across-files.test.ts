import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { expect, test } from 'vitest';
import { ReloadProgram } from './reload-program.js';
import { toolchain } from './support.js';

/** Functions that other files call: which of their bodies is meant changes with every way in which they are called. */

const FILES = {
  'shared.h': 'int more(int a);\nint again(int a);\nvoid other(void);\n',
  'app.c': `#include "shared.h"
#include <stdio.h>
#include <unistd.h>
/* Main runs all the time, and keeps what it has copies of. */
__attribute__((noinline)) void step(void) { printf("more %d ", more(4)); other(); printf("again %d\\n", again(4)); fflush(stdout); }
int main(void) { for (;;) { step(); usleep(20000); } }
`,
  'other.c': '#include "shared.h"\n#include <stdio.h>\nvoid other(void) { printf("other %d ", more(5)); }\n',
  'part.c': '#include "shared.h"\nint more(int a) { return a + 1; }\nint again(int a) { return more(a) * 10; }\n',
};

type Edits = Record<string, [string, string][]>;

/** No other file knows more(). */
const UNCALLED: Edits = {
  'shared.h': [['int more(int a);\n', '']],
  'app.c': [['more(4)', '0']],
  'other.c': [['more(5)', '0']],
};

/** The other files call it with two values. */
const OF_TWO: Edits = {
  'shared.h': [['int more(int a);', 'int more(int a, int b);']],
  'app.c': [['more(4)', 'more(4, 2)']],
  'other.c': [['more(5)', 'more(5, 100)']],
};

async function started(level: string): Promise<ReloadProgram> {
  const program = new ReloadProgram(FILES, ['cc', '-g', level, 'app.c', 'other.c', 'part.c', '-o', 'app']);
  await program.start();
  await program.lineLike(/^more 5 other 6 again 50$/);
  return program;
}

/** Edits of files, and what is printed then. */
async function taken(program: ReloadProgram, edits: Edits, line: RegExp): Promise<void> {
  for (const [file, changes] of Object.entries(edits)) program.edit(changes, file);
  program.rebuild();
  const { says, status } = program.reload();
  expect(status, says).toBe(0);
  await program.lineLike(line);
}

test.each(['-O0', '-O2'])(
  'parameters that change, and change back, with callers in other files (%s)',
  async (level) => {
    const program = await started(level);
    await taken(
      program,
      {
        ...OF_TWO,
        'part.c': [
          ['more(int a) { return a + 1', 'more(int a, int b) { return a + b'],
          ['more(a) * 10', 'more(a, 3) * 10'],
        ],
      },
      /^more 6 other 105 again 70$/,
    );
    await taken(program, { 'other.c': [['more(5, 100)', 'more(6, 100)']] }, /^more 6 other 106 again 70$/);
    await taken(
      program,
      {
        'shared.h': [['int more(int a, int b);', 'int more(int a, int b, int c);']],
        'app.c': [['more(4, 2)', 'more(4, 2, 1)']],
        'other.c': [['more(6, 100)', 'more(6, 100, 1000)']],
        'part.c': [
          ['more(int a, int b) { return a + b', 'more(int a, int b, int c) { return a + b + c'],
          ['more(a, 3)', 'more(a, 3, 1)'],
        ],
      },
      /^more 7 other 1106 again 80$/,
    );
    await taken(
      program,
      {
        'shared.h': [['int more(int a, int b, int c);', 'int more(int a);']],
        'app.c': [['more(4, 2, 1)', 'more(4)']],
        'other.c': [['more(6, 100, 1000)', 'more(7)']],
        'part.c': [
          ['more(int a, int b, int c) { return a + b + c', 'more(int a) { return a + 9'],
          ['more(a, 3, 1)', 'more(a)'],
        ],
      },
      /^more 13 other 16 again 130$/,
    );
    await taken(program, { 'other.c': [['more(7)', 'more(8)']] }, /^more 13 other 17 again 130$/);
  },
);

test.each(['-O0', '-O2'])('a function that moves to another file and changes there (%s)', async (level) => {
  const program = await started(level);
  const definition = 'int more(int a) { return a + 1; }\n';
  await taken(
    program,
    {
      'part.c': [[definition, '']],
      'other.c': [['void other', `${definition.replace('1', '2')}void other`]],
    },
    /^more 6 other 7 again 60$/,
  );
  await taken(program, { 'other.c': [['a + 2', 'a + 3']] }, /^more 7 other 8 again 70$/);
});

test('a function that is called in another way, then moves, is found by its old file', async () => {
  const program = await started('-O0');
  await taken(
    program,
    {
      ...OF_TWO,
      'part.c': [
        ['more(int a) { return a + 1', 'more(int a, int b) { return a + b'],
        ['more(a) * 10', 'a * 10'],
      ],
    },
    /^more 6 other 105 again 40$/,
  );
  const definition = 'int more(int a, int b) { return a + b; }\n';
  await taken(
    program,
    { 'part.c': [[definition, '']], 'other.c': [['void other', `${definition}void other`]] },
    /^more 6 other 105 again 40$/,
  );
  await taken(program, { 'part.c': [['a * 10', 'more(a, 3) * 10']] }, /^more 6 other 105 again 70$/);
});

test('a function that goes, and comes back in another file and another way', async () => {
  const program = await started('-O0');
  await taken(
    program,
    {
      ...UNCALLED,
      'part.c': [
        ['int more(int a) { return a + 1; }\n', ''],
        ['more(a)', '1'],
      ],
    },
    /^more 0 other 0 again 10$/,
  );
  await taken(
    program,
    {
      'shared.h': [['int again', 'int more(int a, int b);\nint again']],
      'other.c': [
        ['void other', 'int more(int a, int b) { return a * b; }\nvoid other'],
        ['other %d ", 0', 'other %d ", more(5, 7)'],
      ],
      'part.c': [['return 1', 'return more(a, 2)']],
    },
    /^more 0 other 35 again 80$/,
  );
});

test('a function that becomes static, beside one of its name in another file, and back', async () => {
  const program = await started('-O0');
  await taken(
    program,
    {
      'shared.h': [['int more(int a);\n', '']],
      'app.c': [['/* Main', 'int more(int a);\n/* Main']],
      'other.c': [['void other', 'int more(int a) { return a + 1000; }\nvoid other']],
      'part.c': [['int more', 'static int more']],
    },
    /^more 1004 other 1005 again 50$/,
  );
  await taken(
    program,
    { 'other.c': [['1000', '2000']], 'part.c': [['a + 1', 'a + 2']] },
    /^more 2004 other 2005 again 60$/,
  );
  await taken(program, { 'part.c': [['* 10', '* 100']] }, /^more 2004 other 2005 again 600$/);
  await taken(
    program,
    {
      'other.c': [['int more(int a) { return a + 2000; }', 'int more(int a);']],
      'part.c': [['static int more', 'int more']],
    },
    /^more 6 other 7 again 600$/,
  );
});

test('a static function that all files may call', async () => {
  const program = await started('-O0');
  await taken(
    program,
    {
      ...UNCALLED,
      'part.c': [['int more', 'static int more']],
    },
    /^more 0 other 0 again 50$/,
  );
  await taken(
    program,
    {
      'shared.h': [['int again', 'int more(int a);\nint again']],
      'other.c': [['other %d ", 0', 'other %d ", more(5)']],
      'part.c': [['static int more', 'int more']],
    },
    /^more 0 other 6 again 50$/,
  );
});

test('a static variable that is new, beside one of its name that all files share', async () => {
  const program = await started('-O0');
  const counted = (start: string): [string, string][] => [
    ['int more(int a) { return a + 1', `${start}int count = 100;\nint more(int a) { return a + count`],
  ];
  await taken(
    program,
    {
      'other.c': [
        ['void other', 'int count = 7;\nvoid other'],
        ['more(5)', 'more(5) + count'],
      ],
    },
    /^more 5 other 13 again 50$/,
  );
  await taken(program, { 'part.c': counted('static ') }, /^more 104 other 112 again 1040$/);
  await taken(program, { 'other.c': [['+ count', '+ 2 * count']] }, /^more 104 other 119 again 1040$/);
});

test('constants, statics and globals that go, and come back as others', async () => {
  const program = await started('-O0');
  const variables = (text: string): [string, string][] => [['int more(int a) {', `${text}int more(int a) {`]];
  const first = 'static const int table[] = {1, 2};\nstatic int own = 3;\nint all = 4;\n';
  const second =
    'static const int table[] = {5, 6};\nstatic long own[4] = {7, 8, 9, 10};\nlong all[4] = {11, 12, 13, 14};\n';
  await taken(
    program,
    { 'part.c': [...variables(first), ['a + 1;', 'a + table[a & 1] + own + all;']] },
    /^more 12 other 14 again 120$/,
  );
  await taken(
    program,
    {
      'part.c': [
        [first, ''],
        ['a + table[a & 1] + own + all;', 'a;'],
      ],
    },
    /^more 4 other 5 again 40$/,
  );
  await taken(
    program,
    {
      'part.c': [...variables(second), ['return a;', 'own[3] += 0; return a + table[a & 1] + own[3] + all[3];']],
      'other.c': [
        ['#include <stdio.h>', '#include <stdio.h>\nextern long all[];'],
        ['more(5)', 'more(5) + 1000 * all[2]'],
      ],
    },
    /^more 33 other 13035 again 330$/,
  );
});

test('a variable that moves to another file keeps its value, and may not be of another type there', async () => {
  const program = await started('-O0');
  const defined = 'int all = 4;\nint more(int a) { return a + all';
  await taken(program, { 'part.c': [['int more(int a) { return a + 1', defined]] }, /^more 8 other 9 again 80$/);
  const moved: Edits = {
    'part.c': [
      ['int all = 4;', 'extern int all;'],
      ['a + all', 'a + 1 + all'],
    ],
    'other.c': [
      ['void other', 'int all = 9;\nvoid other'],
      ['more(5)', 'more(5) + 10 * all'],
    ],
  };
  await taken(program, moved, /^more 9 other 50 again 90$/);
  program.edit([['extern int all;', 'long all = 4;']], 'part.c');
  program.edit(
    [
      ['int all = 9;', 'extern long all;'],
      ['10 * all', '20 * (int)all'],
    ],
    'other.c',
  );
  program.edit([['a + 1 + all', 'a + (int)all']], 'part.c');
  program.rebuild();
  expect(program.reload().says).toMatch(/^not reloaded: all moved to part\.c, and was int and is long$/);
});

const rustc = path.join(toolchain, 'bin', 'autojit-rustc');

test.skipIf(spawnSync(rustc, ['-vV']).status !== 0).each(['-Copt-level=0', '-O'])(
  'Rust: a static that goes and comes back is one for all modules of its crate (%s)',
  async (level) => {
    const program = new ReloadProgram(
      {
        'app.rs': `use std::io::Write;
mod north;
mod south;
fn main() {
    loop {
        println!("south {} north {}", south::add(), north::get());
        std::io::stdout().flush().unwrap();
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
}
`,
        'north.rs':
          'use std::sync::atomic::{AtomicI32, Ordering::Relaxed};\npub static COUNT: AtomicI32 = AtomicI32::new(10);\n#[inline(never)] pub fn get() -> i32 { COUNT.load(Relaxed) }\n',
        'south.rs':
          'use std::sync::atomic::Ordering::Relaxed;\n#[inline(never)] pub fn add() -> i32 { crate::north::COUNT.fetch_add(1, Relaxed) }\n',
      },
      [rustc, '-g', level, '-Cincremental=parts', 'app.rs', '-o', 'app'],
    );
    await program.start();
    const uses: Edits = {
      'north.rs': [
        ['pub static COUNT: AtomicI32 = AtomicI32::new(10);', ''],
        ['COUNT.load(Relaxed)', '0'],
      ],
      'south.rs': [['crate::north::COUNT.fetch_add(1, Relaxed)', '0']],
    };
    const back: Edits = {
      'north.rs': [
        ['\n\n', '\npub static COUNT: AtomicI32 = AtomicI32::new(5000);\n'],
        ['{ 0 }', '{ COUNT.load(Relaxed) }'],
      ],
      'south.rs': [['{ 0 }', '{ crate::north::COUNT.fetch_add(1, Relaxed) }']],
    };
    await taken(program, uses, /^south 0 north 0$/);
    await taken(program, back, /^south 5\d+ north 5\d+$/);
    await taken(
      program,
      { 'south.rs': [['fetch_add(1, Relaxed)', 'fetch_add(100, Relaxed)']] },
      /^south 5\d+ north 5\d+$/,
    );
    const [south, north] =
      /south (\d+) north (\d+)/
        .exec(await program.lineLike(/^south/))
        ?.slice(1)
        .map(Number) ?? [];
    expect(north).toBe((south ?? 0) + 100);
  },
);

test.skipIf(spawnSync(rustc, ['-vV']).status !== 0)(
  'Rust: a module that an earlier reload brought runs, also when later ones bring others',
  async () => {
    const counter =
      'use std::sync::atomic::{AtomicI32, Ordering::Relaxed};\nstatic COUNT: AtomicI32 = AtomicI32::new(5000);\n#[inline(never)] pub fn add() -> i32 { COUNT.fetch_add(1, Relaxed) }\n';
    const program = new ReloadProgram(
      {
        'app.rs': `use std::io::Write;
mod north;
mod south;
fn main() {
    loop {
        println!("north {} south {}", north::get(), south::get());
        std::io::stdout().flush().unwrap();
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
}
`,
        'north.rs': '#[inline(never)] pub fn get() -> i32 { 1 }\n',
        'south.rs': '#[inline(never)] pub fn get() -> i32 { 2 }\n',
        'north/counter.rs': counter,
        'south/counter.rs': counter,
      },
      [rustc, '-g', '-Cincremental=parts', 'app.rs', '-o', 'app'],
    );
    await program.start();
    const north: Edits = {
      'north.rs': [
        [
          '#[inline(never)] pub fn get() -> i32 { 1 }',
          `mod counter;\n#[inline(never)] pub fn get() -> i32 { counter::add() }`,
        ],
      ],
    };
    const south: Edits = {
      'south.rs': [
        [
          '#[inline(never)] pub fn get() -> i32 { 2 }',
          `mod counter;\n#[inline(never)] pub fn get() -> i32 { counter::add() }`,
        ],
      ],
    };
    await taken(program, north, /^north 50\d\d south 2$/);
    await taken(program, south, /^north 5\d+ south 50\d\d$/);
    expect(program.reload()).toEqual({ says: 'nothing to reload', status: 2 });
    await taken(
      program,
      { 'north/counter.rs': [['fetch_add(1,', 'fetch_add(10000,']] },
      /^north \d+(?!5000)\d{4} south/,
    );
    await taken(
      program,
      { 'south/counter.rs': [['fetch_add(1,', 'fetch_add(10000,']] },
      /^north \d+ south \d+(?!5000)\d{4}$/,
    );
    expect(program.reload()).toEqual({ says: 'nothing to reload', status: 2 });
  },
);

test('a source that has another name in the next build, as ccache gives relative ones', async () => {
  const files = {
    'build.sh': 'cc -g -c "$PWD/app.c" -o app.o && cc -g -c "$PWD/part.c" -o part.o && cc app.o part.o -o app\n',
    'app.c': `#include <stdio.h>
#include <unistd.h>
int part(void);
static int value(void) { return 10; }
static void step(void) { printf("value %d part %d\\n", value(), part()); fflush(stdout); }
int main(void) { for (;;) { step(); usleep(20000); } }
`,
    'part.c': 'static int value(void) { return 1; }\nint part(void) { return value(); }\n',
  };
  const program = new ReloadProgram(files, ['sh', 'build.sh']);
  await program.start();
  await program.lineLike(/^value 10 part 1$/);
  await taken(
    program,
    { 'build.sh': [['"$PWD/app.c"', './../"${PWD##*/}"/app.c']], 'app.c': [['return 10', 'return 11']] },
    /^value 11 part 1$/,
  );
  await taken(
    program,
    { 'build.sh': [['"$PWD/part.c"', 'part.c']], 'part.c': [['return 1;', 'return 2;']] },
    /^value 11 part 2$/,
  );
  await taken(
    program,
    { 'build.sh': [['./../"${PWD##*/}"/app.c', 'app.c']], 'app.c': [['return 11', 'return 12']] },
    /^value 12 part 2$/,
  );
  program.rebuild();
  expect(program.reload().says).toMatch(/^nothing to reload/);
});
