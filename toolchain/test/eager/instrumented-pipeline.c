// Instrumentation that nothing in the code announces yet, because a pass after the cut puts it in, keeps functions whole.
// RUN: rm -rf %t.store && %{autojit} --coverage -c %s -o %t.o && %{manifest} | FileCheck %s
// RUN: rm -rf %t.store && %{autojit} -fprofile-generate -c %s -o %t.o && %{manifest} | FileCheck %s
// RUN: rm -rf %t.store && %{autojit} -O2 -fcs-profile-generate -c %s -o %t.o && %{manifest} | FileCheck %s
// RUN: rm -rf %t.store && %{autojit} -fsanitize-coverage=trace-pc-guard -c %s -o %t.o && %{manifest} | FileCheck %s
// RUN: rm -rf %t.store && %{autojit} -fmemory-profile -c %s -o %t.o && %{manifest} | FileCheck %s
// RUN: rm -rf %t.store && %{autojit} -fpseudo-probe-for-profiling -c %s -o %t.o && %{manifest} | FileCheck %s
// RUN: rm -rf %t.store && %{autojit} -fsanitize=fuzzer-no-link -c %s -o %t.o && %{manifest} | FileCheck %s
// RUN: rm -rf %t.store && %{autojit} -fsanitize=safe-stack -c %s -o %t.o && %{manifest} | FileCheck %s
// CHECK: function main external eager instrumented
int main(void) { return 0; }
