// What a module calls and does not define has a name for people in the manifest, where that is not its symbol.
// RUN: rm -rf %t.store && %{autojit++} -c %s -o %t.o && %{manifest} | FileCheck %s
// CHECK: call _ZN3lib5parseEi x 1
// CHECK-NOT: other puts
// CHECK-NOT: other _ZN3lib3ownEi
// CHECK: other _ZN3lib5parseEi is lib::parse(int)
// CHECK-NOT: other
namespace lib {
int parse(int);
int own(int a) { return a; }
} // namespace lib
extern "C" int puts(const char *);
int main() {
  puts("");
  return lib::parse(lib::own(1));
}
