// A debugger gets code with debug information also where the daemon has made the same function without; and nobody sees the names that bodies and
// constants have inside.
// REQUIRES: gdb
// RUN: rm -rf %t.store && %{autojit} -g %s -o %t.exe && %{autojit} %s -o %t.plain
// RUN: env AUTOJIT_ENGINE=auto AUTOJIT_IMAGES=off %{with-daemon} real -- sh -c '%t.exe; %t.plain; for p in exe plain; do env AUTOJIT_DEBUG=1 gdb -nx -batch -ex "set breakpoint pending on" -ex "break puts" -ex run -ex bt %t.$p; done' > %t.out 2>&1
// RUN: FileCheck %s < %t.out
// RUN: not grep "[$]autojit\|autojit[.]constant" %t.out
// CHECK: #1 {{.*}}say (what=3) at {{.*}}debug-after-plain.c:[[#@LINE+7]]
// CHECK: #2 {{.*}}main () at {{.*}}debug-after-plain.c:[[#@LINE+8]]
// The same without -g: names at least.
// CHECK: #1 {{.*}}in say ()
// CHECK: #2 {{.*}}in main ()
#include <stdio.h>
int say(int what) {
  return puts(what == 3 ? "three" : "another") + what;
}
int main(void) { return say(3) < 3; }
