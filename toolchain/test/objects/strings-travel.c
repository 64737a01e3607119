// Constants that only bodies name leave the object; those whose address means something stay.
// RUN: rm -rf %t.store
// RUN: %{autojit} -c %s -o %t.o && llvm-strings %t.o | FileCheck %s && %{same}
// CHECK-NOT: only in a body
// CHECK: kept in a variable
// CHECK-NOT: only in a body
#include <stdio.h>
const char *variable = "kept in a variable";
int main(void) { printf("%s, %s\n", variable, "only in a body"); }
