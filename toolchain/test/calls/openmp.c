// OpenMP: work sharing, reductions, tasks and threadprivate variables, without a word from the optimizer when code is made.
// REQUIRES: openmp
// The library of OpenMP is there to be linked dynamically only.
// UNSUPPORTED: link-static
// UNSUPPORTED: llvm-19
// RUN: %{same} -fopenmp && %{same} -fopenmp -O2 -g && %{manifest} | FileCheck %s
// CHECK-DAG: function main external lazy
// CHECK-DAG: function main.omp_outlined internal lazy
// CHECK-DAG: function fibonacci external lazy
// A loop that the source wants vectorized is one to warn of (eager/loop-pragma.c).
// CHECK-DAG: function main.omp_outlined.6 internal eager loop-pragma
#include <stdio.h>
#include <omp.h>
static int tp;
#pragma omp threadprivate(tp)
long fibonacci(int n) { if (n < 10) return n < 2 ? n : fibonacci(n-1) + fibonacci(n-2); long a, b;
#pragma omp task shared(a)
  a = fibonacci(n - 1);
#pragma omp task shared(b)
  b = fibonacci(n - 2);
#pragma omp taskwait
  return a + b; }
int main(void) {
  long s = 0; int v[1000]; double m = 0;
#pragma omp parallel for reduction(+:s) schedule(dynamic, 7)
  for (int i = 0; i < 1000; ++i) { v[i] = i; s += i; }
#pragma omp parallel num_threads(4) copyin(tp)
  { tp += omp_get_thread_num();
#pragma omp critical
    m += tp;
#pragma omp barrier
#pragma omp single
    s += fibonacci(16); }
#pragma omp parallel for simd reduction(max:m)
  for (int i = 0; i < 1000; ++i) m = m > v[i] ? m : v[i];
#pragma omp parallel sections
  {
#pragma omp section
    { __atomic_add_fetch(&s, 1, 0); }
#pragma omp section
    { __atomic_add_fetch(&s, 2, 0); }
  }
  printf("%ld %g\n", s, m); return 0; }
