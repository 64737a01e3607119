// Members of an extern template that the library does not have are inlined, as C++20's constexpr allocator demands.
// RUN: %{same} -std=c++20 && %{same} -std=c++20 -O2 && %{manifest} | FileCheck %s
// CHECK: function _Z5three{{.*}}i external lazy
// What such members call, their callers call: the program has no function for them.
// RUN: rm -rf %t.store && %{autojit++} -std=c++20 -c %s -o %t.o && %{manifest} | FileCheck --check-prefix=INSIDE %s
// INSIDE: function _ZNSt16allocator_traitsISaIcEE8allocateERS0_m
// INSIDE-NOT: function
// INSIDE-DAG: call _ZNSaIcE8allocateEm x 1
// INSIDE-DAG: call _ZNSt15__new_allocatorIcE8allocateEmPKv x 1
#include <cstdio>
#include <string>
std::string three(int n) { return std::string(20, 'a') + std::to_string(n); }
static std::string eager = three(0) + std::string(30, 'b');
int main() { std::printf("%s %s\n", three(7).c_str(), eager.c_str()); }
