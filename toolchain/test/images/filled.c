// Code that was made ahead serves every run: also one in strict mode, and one that has no engine any more.
// RUN: rm -rf %t.store %t.lib && %{autojit} -O1 %s -o %t.exe && %{toolchain}/bin/autojit-fill --jobs 2 %t.exe | FileCheck --check-prefix=FILLED %s
// RUN: rm -f %t.trace && env AUTOJIT_TRACE=%t.trace %t.exe && FileCheck %s < %t.trace
// RUN: %t.exe strict
// A list names some of them; functions that are there are not made again.
// RUN: rm -rf %t.store/images && (cd %t.store/modules/*/ && echo $(basename *.body .body) 0) | %{toolchain}/bin/autojit-fill --only %t.exe | FileCheck --check-prefix=ONE %s
// RUN: %{toolchain}/bin/autojit-fill %t.exe | FileCheck --check-prefix=REST %s
// RUN: mkdir %t.lib && cp %{toolchain}/lib/libautojit-runtime.so %t.lib && printf %t.lib > %t.store/toolchain && rm -f %t.trace && env AUTOJIT_ENGINE=inprocess AUTOJIT_TRACE=%t.trace %t.exe && FileCheck %s < %t.trace
// A shared library has images of its own.
// RUN: %{autojit} -fPIC -shared %s -o %t.so && %{toolchain}/bin/autojit-fill %t.so | FileCheck --check-prefix=FILLED %s
// What is none of AutoJIT's, or damaged, is said in one line.
// RUN: not %{toolchain}/bin/autojit-fill /bin/true 2>&1 | FileCheck --check-prefix=REGULAR %s && not %{toolchain}/bin/autojit-fill %s 2>&1 | FileCheck --check-prefix=TEXT %s && not %{toolchain}/bin/autojit-fill %t.none 2>&1 | FileCheck --check-prefix=NONE %s
// RUN: rm -rf %t.store/images && truncate -s 100 %t.store/modules/*/*.body && not %{toolchain}/bin/autojit-fill %t.exe 2>&1 | FileCheck --check-prefix=DAMAGED %s
// FILLED: 3 made, 0 there before, 0 refused, in {{.*}}.store/images/
// ONE: 1 made, 0 there before, 0 refused
// REST: 2 made, 1 there before, 0 refused
// REGULAR: /bin/true: it has no lazy functions, or its section headers were stripped
// TEXT: filled.c: it is no program or library for x86-64
// NONE: .none: No such file or directory
// DAMAGED: filled.c: function 0 cannot be made: {{.*}}damaged
// CHECK-NOT: "event":"engine"
// CHECK: "event":"exited"
#define _GNU_SOURCE
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>
__attribute__((noinline)) int late(int x) { return x * 3 + 1; }
int called_never(int x) { return late(x) + 1; }
int main(int count, char **arguments) {
  if (count > 1 && prctl(PR_SET_SECCOMP, SECCOMP_MODE_STRICT))
    return 1;
  int result = late(count) != count * 3 + 1;
  if (count > 1)
    syscall(SYS_exit, result);
  return result;
}
