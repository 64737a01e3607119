// What runs in any case before main gains nothing from being lazy; what it calls does.
// RUN: %{same} && %{manifest} | FileCheck %s
// CHECK-DAG: function before external eager static-initializer
// CHECK-DAG: function after external eager static-initializer
// CHECK-DAG: function helper external lazy
#include <stdio.h>
int order;
void helper(const char *name) { printf("%d %s\n", order++, name); }
__attribute__((constructor(200))) void before(void) { helper("before"); }
__attribute__((destructor)) void after(void) { helper("after"); }
int main(void) { helper("main"); }
