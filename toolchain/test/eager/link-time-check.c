// A program that links only because the optimizer removes a call links, and what may hold such a call stays eager with its helpers and callers.
// RUN: %{same} -O2 && %{manifest} | FileCheck %s
// CHECK-DAG: function direct external eager link-time-check
// CHECK-DAG: function through external eager link-time-check
// CHECK-DAG: function check internal eager link-time-check
// CHECK-DAG: function width internal eager link-time-check
// CHECK-DAG: function inlined external eager link-time-check
// CHECK-DAG: function other external lazy
// CHECK-DAG: function main external lazy
#include <stdio.h>
extern void no_such_function(void);
static int width(int kind) { return kind ? 8 : 4; }
static inline void check(int size) {
  if (size != 8)
    no_such_function();
}
int direct(unsigned a) {
  if (a / 2 > 0x7fffffffu)
    no_such_function();
  return (int)a;
}
int through(int a) {
  check(width(1));
  return a + 1;
}
extern inline __attribute__((always_inline, gnu_inline)) void never_emitted(int size) { check(size); }
int inlined(int a) {
  never_emitted(8);
  return a + 3;
}
int other(int a) { return a + 2; }
int main(int count, char **values) { printf("%d %d %d %d\n", direct((unsigned)count), through(count), inlined(count), other(count)); }
