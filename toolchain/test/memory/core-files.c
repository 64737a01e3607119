// A core file has the program and the code that was made for it, and nothing of the engine: it is little larger than a regular program's, and complete
// under a small limit. It has the instructions, as debuggers read those of regular programs from their files.
// REQUIRES: core-files, gdb, not-sanitized
// RUN: rm -rf %t.store %t.cores && mkdir %t.cores && %{autojit} -g %s -o %t.exe
// RUN: cd %t.cores && (ulimit -c 50000; ! %t.exe) && find core* -size -4096k | grep core
// RUN: gdb -nx -batch -ex 'x/1i $pc' %t.exe %t.cores/core* 2>&1 | FileCheck --check-prefix=CODE %s
// RUN: rm -rf %t.cores/core* && cd %t.cores && (ulimit -c 50000; ! env AUTOJIT_DEBUG=1 %t.exe) && find core* -size -4096k | grep core
// RUN: gdb -nx -batch -ex bt -ex 'x/1i $pc' %t.exe %t.cores/core* 2>&1 | FileCheck --check-prefixes=NAMES,CODE %s
// NAMES: boom (p=0x0)
// NAMES: middle (x=0)
// NAMES: main ({{.*}}) at
// CODE: => 0x{{[0-9a-f]+.*}}mov
__attribute__((noinline)) int boom(int *p) { return *p; }
__attribute__((noinline)) int middle(int x) { return boom((int *)(long)x) + 1; }
int main(int count, char **arguments) {
  (void)arguments;
  return middle(count - 1) + 1;
}
