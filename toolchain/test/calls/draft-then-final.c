// An optimized function's first call gets a draft; when that has done much, a final takes its place while the program runs, and the next run has the
// final at once. Without tiers there is only the final; at -O0 there is nothing to choose.
// RUN: rm -rf %t.store %t.?.trace && %{autojit} -O2 %s -o %t.exe
// RUN: env AUTOJIT_TRACE=%t.1.trace %t.exe && FileCheck %s --check-prefix=COLD < %t.1.trace
// RUN: env AUTOJIT_TRACE=%t.2.trace %t.exe warm && FileCheck %s --check-prefix=WARM < %t.2.trace
// RUN: env AUTOJIT_TRACE=%t.3.trace AUTOJIT_TIERS=off AUTOJIT_IMAGES=off %t.exe off && FileCheck %s --check-prefix=OFF --implicit-check-not='"tier"' < %t.3.trace
// RUN: %{autojit} -O0 %s -o %t.exe && env AUTOJIT_TRACE=%t.4.trace %t.exe off && FileCheck %s --check-prefix=OFF --implicit-check-not='"tier"' < %t.4.trace
// COLD: "event":"materialized"{{.*}}"tier":"draft"
// COLD: "event":"replaced"{{.*}}"counted":{{[1-9]}}
// WARM: "event":"materialized"{{.*}}"kept":true,"tier":"final"
// OFF: "event":"exited"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
__attribute__((noinline)) int next(int x) { return x * 3 + 1; }
// Whether the trace has the word by now.
__attribute__((noinline)) static int has(const char *trace, const char *word) {
  static char text[1 << 16];
  FILE *file = fopen(trace, "r");
  text[file ? fread(text, 1, sizeof text - 1, file) : 0] = 0;
  if (file)
    fclose(file);
  return strstr(text, word) != NULL;
}
int main(int count, char **arguments) {
  unsigned sum = 0, expected = 0;
  for (int round = 0; round < 60 * 1000; ++round) {
    for (int i = 0; i < 1000; ++i) {
      sum += (unsigned)next(i);
      expected += (unsigned)i * 3 + 1;
    }
    if (count > 1 || has(getenv("AUTOJIT_TRACE"), "replaced"))
      break;
    usleep(1000);
  }
  return sum != expected;
}
