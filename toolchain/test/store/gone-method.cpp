// When the store is gone, a C++ function is named by its symbol, which c++filt makes readable.
// RUN: rm -rf %t.store && %{autojit++} -c %s -o %t.o && rm -rf %t.store
// RUN: echo 'struct Shape { int area() const; }; int main() { return Shape().area(); }' > %t.main.cpp && %{regular++} -c %t.main.cpp -o %t.main.o
// RUN: %{toolchain}/bin/autojit-clang++ %t.main.o %t.o -o %t.exe
// RUN: not --crash %t.exe 2>&1 | FileCheck %s
// RUN: not --crash %t.exe 2>&1 | llvm-cxxfilt | FileCheck %s --check-prefix=READABLE
// CHECK: gone-method.cpp: function _ZNK5Shape4areaEv cannot be materialized: its store is gone
// READABLE: gone-method.cpp: function Shape::area() const cannot be materialized: its store is gone
struct Shape {
  int area() const;
};
int Shape::area() const { return 4; }
