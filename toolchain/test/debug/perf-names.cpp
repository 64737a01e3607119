// perf reads names as the sources have them.
// RUN: rm -rf %t.store && %{autojit++} %s -o %t.exe
// RUN: env AUTOJIT_IMAGES=off AUTOJIT_PERF=1 %t.exe > %t.pid && cat /tmp/perf-$(cat %t.pid).map > %t.map && rm /tmp/perf-$(cat %t.pid).map && FileCheck %s < %t.map
// CHECK-DAG: {{^[0-9a-f]+ [0-9a-f]+ geometry::distance\(int, int\)$}}
// CHECK-DAG: {{^[0-9a-f]+ [0-9a-f]+ statistics::newton$}}
#include <cstdio>
#include <unistd.h>
namespace geometry {
int distance(int a, int b) { return b - a; }
} // namespace geometry
int fortran(int a) __asm__("_QMstatisticsPnewton");
int fortran(int a) { return a; }
int main() {
  std::printf("%d\n", static_cast<int>(getpid()));
  return geometry::distance(1, 1) + fortran(0);
}
