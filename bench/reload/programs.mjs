// Programs that are edited while they run. Each calls what is edited again and again, and says so when that is another than before.
import fs from 'node:fs';
import path from 'node:path';
import { folder as sqliteFolder } from '../programs/sqlite.mjs';

const LINES = 2000;
const MANY = 1000;

const numbers = (count) => Array.from({ length: count }, (_, i) => i);

/** Prints when a value that is asked for changes, with the time as the whole system knows it. */
const WATCHES = `#include <stdio.h>
#include <time.h>
#include <unistd.h>
static void watch(long value) {
  static long before = -1;
  struct timespec now;
  if (value == before)
    return;
  before = value;
  clock_gettime(CLOCK_REALTIME, &now);
  printf("entered %ld %ld%06ld\\n", value, (long)now.tv_sec, now.tv_nsec / 1000);
  fflush(stdout);
}
`;

const mainOf = (value) => `int main(void) {
  for (;;) {
    watch(${value});
    usleep(1000);
  }
}
`;

const cText = (edit) =>
  `${WATCHES}${numbers(LINES / 8)
    .map(
      (f) => `static int part${f}(int a) {
  int sum = a * ${f + 1};
  for (int i = 0; i < a; ++i) {
    sum ^= sum << 1 | i;
    sum += ${f};
  }
  return sum;
}
`,
    )
    .join('')}static long version(void) { return ${edit} + 0 * part7(1); }
${mainOf('version()')}`;

const cppText = (edit) => `#include <numeric>
#include <string>
#include <vector>
${WATCHES}
static std::vector<std::string> words(int count) {
  std::vector<std::string> all;
  for (int i = 0; i < count; ++i)
    all.push_back(std::to_string(i) + " of " + std::to_string(count));
  return all;
}
static long version() {
  const auto all = words(8);
  return ${edit} + std::accumulate(all.begin(), all.end(), 0l, [](long sum, const std::string &one) { return sum + (one.size() > 100); });
}
${mainOf('version()')}`;

/** All of them are in use, and all are other ones after an edit. */
const manyText = (edit) =>
  `${WATCHES}${numbers(MANY)
    .map((f) => `static long f${f}(void) { return ${f} + ${edit}; }\n`)
    .join('')}static long all(void) {
  long sum = 0;
${numbers(MANY)
  .map((f) => `  sum += f${f}();\n`)
  .join('')}  return sum / ${MANY} - ${(MANY - 1) / 2 - 0.5};
}
${mainOf('all()')}`;

const one = (text, file, command) => ({
  files: (folder) => fs.writeFileSync(path.join(folder, file), text(0)),
  edit: (folder, edit) => fs.writeFileSync(path.join(folder, file), text(edit)),
  build: command,
  compile: command,
});

/** One of many thousand lines of sqlite3.c. */
const VERSION = /(int sqlite3_libversion_number\(void\)\s*\{ return )[^;]*;/;

const sqlite = {
  name: 'sqlite3.c, -O0 -g',
  files(folder) {
    for (const file of ['sqlite3.c', 'sqlite3.h'])
      fs.copyFileSync(path.join(sqliteFolder, file), path.join(folder, file));
    fs.writeFileSync(
      path.join(folder, 'app.c'),
      `#include "sqlite3.h"\n${WATCHES}${mainOf('sqlite3_libversion_number()')}`,
    );
  },
  edit(folder, edit) {
    const file = path.join(folder, 'sqlite3.c');
    fs.writeFileSync(file, fs.readFileSync(file, 'utf8').replace(VERSION, `$1${edit};`));
  },
  compile: '$CC -O0 -g -w -DSQLITE_OMIT_LOAD_EXTENSION -c sqlite3.c -o sqlite3.o',
  build:
    '$CC -O0 -g -w -DSQLITE_OMIT_LOAD_EXTENSION -c sqlite3.c -o sqlite3.o && $CC -O0 -g app.c sqlite3.o -lm -lpthread -o app',
};

export const programs = [
  { name: `C, ${LINES} lines, -O0 -g`, ...one(cText, 'app.c', '$CC -O0 -g app.c -o app') },
  { name: 'C++ with <vector> and <string>, -O0 -g', ...one(cppText, 'app.cpp', '$CXX -O0 -g app.cpp -o app') },
  sqlite,
  { name: `C, ${MANY} functions changed at once, -O0 -g`, ...one(manyText, 'app.c', '$CC -O0 -g app.c -o app') },
];

/** Two functions that do nothing but call each other. */
export const callsText = `int odd(unsigned n);
int even(unsigned n) { return n == 0 || odd(n - 1); }
int odd(unsigned n) { return n != 0 && even(n - 1); }
int main(void) {
  int sum = 0;
  for (int i = 0; i < 40000; ++i)
    sum += even(2000);
  return sum == 0;
}
`;

/** What is edited when memory is looked at. */
export const leakText = (edit) => `${WATCHES}static long version(void) { return ${edit}; }\n${mainOf('version()')}`;
