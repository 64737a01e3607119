// Swift's context and error registers pass through a stub.
// RUN: %{same} && %{same} -O2 && %{manifest} | FileCheck %s
// CHECK: function call external lazy
#include <stdio.h>
__attribute__((swiftcall, noinline)) long call(long a, __attribute__((swift_context)) long *context, __attribute__((swift_error_result)) void **error) {
  *error = context;
  return a + *context;
}
int main(void) {
  long context = 9;
  void *error = 0;
  printf("%ld", call(3, &context, &error));
  printf(" %d\n", error == &context);
}
