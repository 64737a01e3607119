// What a program with three functions maps for code is some pages, once, and never writable where it runs; the engine reserves nothing.
// REQUIRES: not-sanitized
// RUN: rm -rf %t.store && %{autojit} %s -o %t.exe
// RUN: %t.exe | FileCheck %s && %t.exe | FileCheck --check-prefixes=CHECK,WARM %s
// RUN: env AUTOJIT_DEBUG=1 %t.exe | FileCheck %s
// CHECK: code: at most 64 KiB
// CHECK-NEXT: writable and executable: 0
// CHECK-NEXT: largest writable mapping: at most 16 MiB
// WARM-NEXT: address space: at most 8 MiB
#include <stdio.h>
#include <string.h>
__attribute__((noinline)) int one(int a) { return a + 1; }
__attribute__((noinline)) int two(int a) { return one(a) + 1; }
int main(void) {
  int result = two(-2);
  FILE *maps = fopen("/proc/self/maps", "r");
  char line[512], rights[8];
  unsigned long start, end, code = 0, both = 0, largest = 0, all = 0;
  while (fgets(line, sizeof line, maps)) {
    if (sscanf(line, "%lx-%lx %7s", &start, &end, rights) != 3 || strstr(line, "[vsyscall]"))
      continue;
    all += end - start;
    if (rights[2] == 'x' && (strstr(line, "/dev/zero") || strstr(line, "/memfd:")))
      code += end - start;
    if (rights[1] == 'w' && rights[2] == 'x')
      both += end - start;
    if (rights[1] == 'w' && end - start > largest)
      largest = end - start;
  }
  fclose(maps);
  printf("code: %s 64 KiB\n", code && code <= 64 << 10 ? "at most" : "not");
  printf("writable and executable: %lu\n", both);
  printf("largest writable mapping: %s 16 MiB\n", largest <= 16 << 20 ? "at most" : "not");
  printf("address space: %s 8 MiB\n", all <= 8 << 20 ? "at most" : "not");
  return result;
}
