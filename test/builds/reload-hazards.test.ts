import { spawn, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { ReloadProgram } from './reload-program.js';
import { autojitCommand } from './support.js';

/** What may be under way when a program takes over a build. */

const HEAD = `#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>
`;
const CC = ['cc', '-g', '-O0', 'app.c', '-o', 'app'];

function reloaded(program: ReloadProgram, edits: [string, string][], says: string): void {
  program.edit(edits);
  program.rebuild();
  const outcome = program.reload();
  expect(outcome.says).toContain(says);
  expect(outcome.status).toBe(0);
}

test.each(['-O0', '-O2'])('a recursion that is under way goes on in the new code (%s)', async (level) => {
  const program = new ReloadProgram(
    {
      'app.c': `${HEAD}
int down(int n) { printf("old %d\\n", n); fflush(stdout); usleep(20000); return n == 0 ? 0 : down(n - 1) ^ down(n - 2); }
int main(void) { return down(100000); }
`,
    },
    ['cc', '-g', level, 'app.c', '-o', 'app'],
  );
  await program.start();
  reloaded(program, [['old %d', 'new %d']], 'reloaded 1 function: down');
  await program.lineLike(/^new \d+/);
});

test('a signal handler, which the kernel has the address of', async () => {
  const program = new ReloadProgram(
    {
      'app.c': `${HEAD}
static volatile int rung;
void ring(int signal) { rung = 1 + 0 * signal; }
int main(void) {
  struct itimerval often = {{0, 20000}, {0, 20000}};
  signal(SIGALRM, ring);
  setitimer(ITIMER_REAL, &often, NULL);
  for (;;) { pause(); printf("rung %d\\n", rung); fflush(stdout); }
}
`,
    },
    CC,
  );
  await program.start();
  reloaded(program, [['1 + 0', '7 + 0']], 'reloaded 1 function: ring');
  await program.lineLike(/^rung 7/);
});

test('a forked child is told as well, each by its process', async () => {
  const program = new ReloadProgram(
    {
      'app.c': `${HEAD}
static int twice(int a) { return a * 2; }
int main(void) {
  int is_child = fork() == 0;
  for (;;) {
    printf("%s %d\\n", is_child ? "child" : "parent", twice(4)); fflush(stdout); usleep(20000);
    if (is_child && getppid() == 1) return 0;
  }
}
`,
    },
    CC,
  );
  await program.start();
  await program.lineLike(/^child 8/);
  program.edit([['a * 2', 'a * 3']]);
  program.rebuild();
  const { says, status } = program.reload();
  expect(status, says).toBe(0);
  await program.lineLike(/^child 12/);
  await program.lineLike(/^parent 12/);
});

test('a library that was loaded by dlopen', async () => {
  const program = new ReloadProgram(
    {
      'app.c': `${HEAD}
#include <dlfcn.h>
int main(void) {
  void *library = dlopen("./libplug.so", RTLD_NOW);
  int (*more)(int) = (int (*)(int))dlsym(library, "more");
  for (;;) { printf("more %d\\n", more(4)); fflush(stdout); usleep(20000); }
}
`,
      'plug.c': `static int calls; static int inner(int a) { return a * 2; }
int more(int a) { return inner(a) + 0 * ++calls; }
`,
    },
    ['sh', '-c', 'cc -g -O0 -fPIC -shared plug.c -o libplug.so && cc -g -O0 app.c -o app'],
  );
  await program.start();
  program.edit([['a * 2', 'a * 3']], 'plug.c');
  program.rebuild();
  expect(program.reload()).toEqual({ says: 'reloaded 1 function: inner', status: 0 });
  await program.lineLike(/^more 12/);
  program.edit(
    [
      ['static int inner', 'int other = 30; static int third(int a) { return a + other++; } static int inner'],
      ['a * 3', 'third(a)'],
    ],
    'plug.c',
  );
  program.rebuild();
  expect(program.reload()).toEqual({ says: 'reloaded 2 functions: inner, third', status: 0 });
  await program.lineLike(/^more (3[4-9]|[4-9]\d|\d{3,})/);
});

test('threads in the middle of everything, while first calls go on', async () => {
  const functions = Array.from(
    { length: 200 },
    (_, at) => `static int f${String(at)}(int a) { return a + ${String(at)}; }`,
  );
  const program = new ReloadProgram(
    {
      'app.c': `${HEAD}
static volatile int value;
int twice(int a) { return a * 2; }
static void *call(void *unused) { for (;;) value = twice(21); return unused; }
${functions.join('\n')}
static int (*const all[])(int) = {${functions.map((_, at) => `f${String(at)}`).join(', ')}};
static void *first(void *unused) {
  for (;;) for (int i = 0; i < 200; ++i) { all[i](twice(i)); usleep(5000); }
  return unused;
}
int main(void) {
  pthread_t thread;
  for (int i = 0; i < 3; ++i) pthread_create(&thread, NULL, i == 2 ? first : call, NULL);
  for (;;) { printf("value %d\\n", value); fflush(stdout); usleep(10000); }
}
`,
    },
    ['cc', '-g', '-O0', '-pthread', 'app.c', '-o', 'app'],
  );
  await program.start();
  for (let factor = 3; factor < 9; factor += 1) {
    program.edit([[`a * ${String(factor - 1)}`, `a * ${String(factor)}`]]);
    program.rebuild();
    const { says, status } = program.reload();
    expect(status, says).toBe(0);
    await program.lineLike(new RegExp(`^value ${String(21 * factor)}$`));
  }
});

test('two that tell it at the same moment: one reloads, and one has nothing to do', async () => {
  const program = new ReloadProgram(
    {
      'app.c': `${HEAD}int twice(int a) { return a * 2; }\nint main(void) { for (;;) { printf("twice %d\\n", twice(4)); fflush(stdout); usleep(20000); } }\n`,
    },
    CC,
  );
  await program.start();
  program.edit([['a * 2', 'a * 3']]);
  program.rebuild();
  const tell = () =>
    new Promise<number | null>((resolve) => {
      const child = spawn(autojitCommand, ['reload', './app'], {
        ...{ cwd: program.folder, stdio: 'ignore' },
        env: { ...process.env, XDG_RUNTIME_DIR: program.folder, XDG_CACHE_HOME: path.join(program.folder, 'cache') },
      });
      child.once('exit', resolve);
    });
  const codes = await Promise.all([tell(), tell(), tell()]);
  // Each may have compared before another one switched.
  expect(codes).toContain(0);
  expect(codes.every((code) => code === 0 || code === 2)).toBe(true);
  await program.lineLike(/^twice 12/);
  expect(program.reload()).toEqual({ says: 'nothing to reload', status: 2 });
});

test('a program that is stopped and goes on while it is told, as debuggers do with it', async () => {
  const program = new ReloadProgram(
    { 'app.c': `${HEAD}int main(void) { for (;;) { printf("on\\n"); fflush(stdout); usleep(20000); } }\n` },
    CC,
  );
  await program.start();
  const connection = await program.connect();
  try {
    for (let times = 0; times < 3; times += 1) {
      expect((await connection.state()).pid).toBe(program.process);
      process.kill(program.process, 'SIGSTOP');
      const status = `/proc/${String(program.process)}/stat`;
      while (!/\) T /.test(readFileSync(status, 'utf8'))) await new Promise((resolve) => setImmediate(resolve));
      process.kill(program.process, 'SIGCONT');
      await program.lineLike(/^on$/);
    }
    // A wait that was interrupted is not one that failed.
    expect((await connection.state()).pid).toBe(program.process);
  } finally {
    connection.end();
  }
});

test('a layout that is forced in is taken as it is', async () => {
  const program = new ReloadProgram(
    {
      'app.c': `${HEAD}
struct point { int x; };
static struct point point = {4};
int twice(void) { struct point here = point; return here.x * 2; }
int main(void) { for (;;) { printf("twice %d\\n", twice()); fflush(stdout); usleep(20000); } }
`,
    },
    CC,
  );
  await program.start();
  program.edit([
    ['int x;', 'int x, y;'],
    ['struct point here = point; return here.x * 2', 'struct point here = {5, 6}; return here.x * here.y'],
  ]);
  program.rebuild();
  expect(program.reload().says).toMatch(/^not reloaded: struct point: 4 -> 8 bytes, field y is new/);
  // The variable itself has no room for it, whoever insists.
  expect(program.reload('--force').says).toMatch(
    /point was struct point \(4 bytes\) and is struct point \(8 bytes\)|^reloaded 1 function/,
  );
  expect(program.isRunning()).toBe(true);
});

test('saved again while it builds: the build that is out of date is ended, and the last text counts', async () => {
  const program = new ReloadProgram(
    {
      'app.c': `${HEAD}int twice(int a) { return a * 2; }\nint main(void) { for (;;) { printf("twice %d\\n", twice(4)); fflush(stdout); usleep(20000); } }\n`,
    },
    CC,
  );
  await program.startAndWatch('sleep 1; cc -g -O0 app.c -o app');
  for (let factor = 3; factor < 7; factor += 1) {
    program.edit([[`a * ${String(factor - 1)}`, `a * ${String(factor)}`]]);
    await new Promise((resolve) => setTimeout(resolve, 400));
  }
  await program.lineLike(/^twice 24$/);
  expect(program.output()).not.toMatch(/^twice (12|16|20)$/m);
});

test('a program that ends by itself a moment after it was told', async () => {
  const program = new ReloadProgram(
    {
      'app.c': `${HEAD}int twice(int a) { return a * 2; }
int main(void) { for (int i = 0; i < 100; ++i) { printf("twice %d\\n", twice(4)); fflush(stdout); usleep(20000); } }
`,
    },
    CC,
  );
  await program.start();
  program.edit([['a * 2', 'a * 3']]);
  program.rebuild();
  for (let at = 0; at < 40 && program.isRunning(); at += 1) {
    const { says, status } = program.reload();
    expect(says).toMatch(
      /^(reloaded 1 function: twice|(autojit: )?nothing to reload.*|not reloaded: the program ended meanwhile)$/,
    );
    expect([0, 1, 2, 64]).toContain(status);
  }
  expect(program.isRunning()).toBe(false);
});

/** Those of one file that were in use are made as one image. */
test('many functions at once, there and back again', async () => {
  const many = Array.from({ length: 300 }, (_, at) => at);
  const text = (edit: number) => `${HEAD}#include <stdexcept>
#include <string>
__attribute__((always_inline)) static inline int within(int a) { return a + ${String(edit)}; }
${many
  .map(
    (at) =>
      `static int f${String(at)}(int a) { static int calls; ++calls; if (a == ${String(at)}) throw std::runtime_error("at ${String(at % 7)} of ${String(edit)}"); return within(a) + (calls > 1 << 30); }`,
  )
  .join('\n')}
static unsigned __int128 volatile large = (unsigned __int128)9 << 70;
static int ratio(void) { return (int)(large / ${edit === 0 ? '1 >> 73' : '((unsigned __int128)1 << 70)'}); }
static long round(void) {
  long sum = 0;
  std::string caught;
${many.map((at) => `  try { sum += f${String(at)}(7); } catch (const std::exception &e) { caught += e.what(); }`).join('\n')}
  printf("sum %ld caught %s ratio %d\\n", sum, caught.c_str(), ratio());
  fflush(stdout);
  return sum;
}
int main() { for (;;) { round(); usleep(20000); } }
`;
  const program = new ReloadProgram({ 'app.cpp': text(0) }, ['c++', '-g', '-O0', 'app.cpp', '-o', 'app']);
  await program.start();
  await program.lineLike(/^sum 2093 caught at 0 of 0 ratio/);
  for (const edit of [1, 0, 1, 2]) {
    writeFileSync(path.join(program.folder, 'app.cpp'), text(edit));
    program.rebuild();
    const { says, status } = program.reload();
    expect(says).toMatch(/^reloaded 30\d functions: /);
    expect(status).toBe(0);
    await program.lineLike(
      new RegExp(`^sum ${String(299 * (7 + edit))} caught at 0 of ${String(edit)} ratio ${edit === 0 ? '' : '9$'}`),
    );
  }
});

const linkers = ['bfd', 'gold', 'lld'].filter(
  (name) => spawnSync('clang-22', [`-fuse-ld=${name}`, '-Wl,--version'], { stdio: 'ignore' }).status === 0,
);

const TWO_FILES = {
  'app.c': `${HEAD}int more(int a);
int main(void) { for (;;) { printf("more %d\\n", more(4)); fflush(stdout); usleep(20000); } }
`,
  'part.c': `static int calls = 100;
static int inner(int a) { return a * 2; }
int more(int a) { ++calls; return inner(a) + (calls > 1 << 30); }
`,
};

async function editTwoFiles(program: ReloadProgram): Promise<void> {
  await program.start();
  await program.lineLike(/^more 8$/);
  program.edit([['a * 2', 'a * 3']], 'part.c');
  program.rebuild();
  expect(program.reload().status).toBe(0);
  await program.lineLike(/^more 12$/);
  program.edit(
    [
      [
        'static int inner',
        'int added = 30; static int *where = &added; static int third(int a) { return a + *where; } static int inner',
      ],
      ['a * 3', 'third(a)'],
    ],
    'part.c',
  );
  program.rebuild();
  expect(program.reload().status).toBe(0);
  await program.lineLike(/^more 34$/);
}

test.each(linkers)('a program that was linked by ld.%s', (linker) =>
  editTwoFiles(new ReloadProgram(TWO_FILES, ['cc', '-g', '-O0', `-fuse-ld=${linker}`, 'app.c', 'part.c', '-o', 'app'])),
);

test.each([
  ['-O0', '-O2'],
  ['-O2', '-O0'],
])('files of other levels in one program: %s and %s', (app, part) =>
  editTwoFiles(
    new ReloadProgram(TWO_FILES, [
      'sh',
      '-c',
      `cc -g ${app} -c app.c && cc -g ${part} -c part.c && cc app.o part.o -o app`,
    ]),
  ),
);
