// gdb's own core file of a running program has about the size that a regular one's has.
// REQUIRES: gdb, not-sanitized
// RUN: rm -rf %t.store && %{autojit} -g %s -o %t.exe && %{regular} -g %s -o %t.regular
// RUN: rm -f %t.core %t.core.regular
// RUN: gdb -nx -batch -ex 'break getppid' -ex run -ex 'generate-core-file %t.core' %t.exe
// RUN: gdb -nx -batch -ex 'break getppid' -ex run -ex 'generate-core-file %t.core.regular' %t.regular
// RUN: test $(stat -c %%s %t.core) -lt $(($(stat -c %%s %t.core.regular) + 3000000))
#include <unistd.h>
int work(int a) { return a + (getppid() > 0); }
int main(void) { return work(-1); }
