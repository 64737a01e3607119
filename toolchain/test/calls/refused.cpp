// What LLVM refuses to compile ends the program with one line, in which functions have the names that people write.
// RUN: rm -rf %t.store && %{autojit} -mno-sse %s -o %t.exe
// RUN: not --crash %t.exe 2>&1 | FileCheck %s
// CHECK: autojit: {{.*}}refused.cpp: function {{[0-9]+}} cannot be materialized: 'lib::quarter(int)': it cannot be compiled: in function lib::quarter(int) {{.*}}SSE disabled{{$}}
namespace lib {
double half(double x) { return x / 2; }
int quarter(int x) { return (int)half(x) / 2; }
} // namespace lib
int main() { return lib::quarter(8); }
