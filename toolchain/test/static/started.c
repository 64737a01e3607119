// A static program has its functions made by a daemon, which it starts where none runs, whatever `auto` means to others; kept images need none.
// RUN: rm -rf %t.store && %{autojit} -g -static %s -o %t.exe && llvm-readelf-22 --program-headers %t.exe | FileCheck %s --check-prefix=STATIC
// RUN: env AUTOJIT_ENGINE=auto %{with-daemon} none -- %t.exe | FileCheck %s
// RUN: env AUTOJIT_ENGINE=auto %{with-daemon} none -- %t.exe | FileCheck %s --check-prefix=WARM
// RUN: rm -rf %t.store && %{autojit} -O2 -static-pie %s -o %t.exe && llvm-readelf-22 --program-headers %t.exe | FileCheck %s --check-prefix=STATIC
// RUN: env AUTOJIT_ENGINE=daemon %{with-daemon} none -- %t.exe | FileCheck %s
// STATIC-NOT: INTERP
// CHECK: 42 in a thread
// CHECK: status:{{.*}}"asked": 3,
// WARM: 42 in a thread
// WARM-NOT: status
#include <pthread.h>
#include <stdio.h>
__attribute__((noinline)) static int later(int a) { return a + 1; }
__attribute__((noinline)) static void *thread(void *a) { return printf("%d in a thread\n", later(*(int *)a)), NULL; }
int main(void) {
  pthread_t other;
  int a = 41;
  return pthread_create(&other, NULL, thread, &a) || pthread_join(other, NULL);
}
