// A function that the linker may export, whose body the optimizer sees as well: its address still comes from the linker.
// RUN: rm -rf %t.store
// RUN: %{autojit} -O2 -fPIC -fno-semantic-interposition %s -o %t.exe && %t.exe 3 4 | FileCheck %s
// RUN: %{autojit} -O2 -fPIC -fno-semantic-interposition -shared %s -o %t.so
// CHECK: {{^}}6 and 7{{$}}
int printf(const char *format, ...);

int twice(int value) { return value * 2; }
__attribute__((noinline)) int apply(int (*function)(int), int value) { return function(value); }
int (*volatile chosen)(int);

int main(int count, char **values) {
  chosen = twice;
  printf("%d and %d\n", twice(count), apply(twice, count) + (chosen == twice));
  return 0;
}
