// Each function's debug info has the types that it names, not all that its source names somewhere: in C++ those are
// thousands, and enumerations bring the classes that they stand in.
//
// RUN: rm -rf %t.store
// RUN: %{autojit} -g %s -o %t.exe
// RUN: env AUTOJIT_DEBUG=1 %t.exe
// RUN: cat %t.store/images/*-debug.log > %t.log
// RUN: FileCheck --check-prefix=OWN %s --input-file=%t.log
// OWN: Named
// RUN: not grep -c 'UnitOf<9[0-9]>' %t.log
template <int N> struct UnitOf {
  enum Kind { Small, Large };
  int field = N;
};
struct Named {
  int size;
};
// What stands in a cast is kept for debuggers.
template <int N> void *made(void *at) { return N == 0 ? at : made<(N > 0 ? N - 1 : 0)>(static_cast<UnitOf<N> *>(at) + 1); }
int twice(Named named) { return 2 * named.size; }
int main() { return twice(Named{21}) == 42 && made<99>(nullptr) != nullptr ? 0 : 1; }
