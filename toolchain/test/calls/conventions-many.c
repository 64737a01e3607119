// Every calling convention that clang accepts on this target passes fourteen arguments, in registers and in memory.
// RUN: %{same} && %{same} -O2 && %{manifest} | FileCheck %s
// CHECK-DAG: function __regcall3__f_regcall external lazy
// CHECK-DAG: function f_swiftasynccall external lazy
#include <stdio.h>
#define ARGS long a, long b, long c, long d, long e, long f, long g, long h, long i, long j, long k, long l, long m, long n
#define SUM (a + 2 * b + 3 * c + 5 * d + 7 * e + 11 * f + 13 * g + 17 * h + 19 * i + 23 * j + 29 * k + 31 * l + 37 * m + 41 * n)
#define DEFINE(name) __attribute__((name, noinline)) long f_##name(ARGS) { return SUM; }
#define CALL(name) printf("%s %ld\n", #name, f_##name(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14));
#define ALL(X) X(sysv_abi) X(ms_abi) X(regcall) X(vectorcall) X(preserve_most) X(preserve_all) X(preserve_none) X(swiftcall) X(swiftasynccall)
ALL(DEFINE)
int main(void) { ALL(CALL) }
