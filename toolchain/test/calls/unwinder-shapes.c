// libgcc_s as distributions build it: bound at its start and read-only since, or so that it calls its own functions directly. Unwinders find materialized
// frames in each (decision 048).
// RUN: rm -rf %t && mkdir -p %t/now %t/direct
// RUN: llvm-objcopy-22 --wildcard --set-symbol-visibility=_Unwind_*=default --set-symbol-visibility=__*register_frame*=default --set-symbol-visibility=__gcc_personality_v0=default $(%{regular} -print-file-name=libgcc_eh.a) %t/eh.a
// RUN: %{regular} -shared -nostdlib -fuse-ld=lld -o %t/now/libgcc_s.so.1 -Wl,-z,now -Wl,--whole-archive %t/eh.a -Wl,--no-whole-archive $(%{regular} -print-file-name=libgcc.a) -lc
// RUN: %{regular} -shared -nostdlib -fuse-ld=lld -o %t/direct/libgcc_s.so.1 -Wl,-Bsymbolic -Wl,--whole-archive %t/eh.a -Wl,--no-whole-archive $(%{regular} -print-file-name=libgcc.a) -lc
// RUN: llvm-readelf-22 -r %t/now/libgcc_s.so.1 | FileCheck --check-prefix=SLOT %s
// RUN: llvm-readelf-22 -r %t/direct/libgcc_s.so.1 | FileCheck --check-prefix=NO-SLOT %s
// SLOT: _Unwind_Find_FDE
// NO-SLOT-NOT: _Unwind_Find_FDE
// RUN: %{autojit} -fexceptions %s -o %t/it %{threads}
// RUN: for n in 1 2; do env LD_LIBRARY_PATH=%t/now %t/it && env LD_LIBRARY_PATH=%t/direct %t/it && %t/it; done | FileCheck %s
// CHECK-COUNT-6: cleaned up 3 2 1
#include <pthread.h>
#include <stdio.h>
static void clean(int *number) { printf(*number == 3 ? "cleaned up 3" : *number > 1 ? " %d" : " %d\n", *number); }
__attribute__((noinline)) static void leave(int number) {
  __attribute__((cleanup(clean))) int kept = number;
  if (number == 3)
    pthread_exit(0);
  leave(number + 1);
}
static void *run(void *unused) {
  leave(1);
  return unused;
}
int main(void) {
  pthread_t thread;
  pthread_create(&thread, 0, run, 0);
  pthread_join(thread, 0);
}
