// A fuzzer is guided by the coverage of the functions it drives, and its report names the one that failed.
// REQUIRES: not-sanitized
// RUN: rm -rf %t.store %t.d && mkdir -p %t.d && cd %t.d && %{autojit} -g -fsanitize=fuzzer,address,undefined %s -o fuzz
// RUN: not ./fuzz -seed=1 -runs=400000 2>&1 | FileCheck %s && %{manifest} | FileCheck --check-prefix=STATE %s
// CHECK: INFO: Loaded 1 modules
// CHECK: NEW
// CHECK: in compare {{.*}}instrumented-fuzzer.c
// STATE-NOT: lazy
#include <stddef.h>
#include <stdint.h>
static int compare(const uint8_t *data, size_t size) {
  if (size > 2 && data[0] == 'a')
    if (data[1] == 'j')
      if (data[2] == '!')
        __builtin_trap();
  return 0;
}
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) { return compare(data, size); }
