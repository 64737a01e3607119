// Who looks at a body reads its name as the source has it: C++, Rust (both schemes) and Fortran.
// RUN: rm -rf %t.store && %{autojit++} -c %s -o %t.o
// RUN: for slot in 0 1 2 3 4 5; do %{toolchain}/bin/autojit-body ir $(ls %t.store/modules/*/*.body) $slot | sed -n 1p; done | FileCheck %s
// CHECK-DAG: ; geometry::distance(int, int) of {{.*}}names.cpp
// CHECK-DAG: ; <words::Count as core::fmt::Display>::fmt of {{.*}}names.cpp
// CHECK-DAG: ; <words::Count>::add of {{.*}}names.cpp
// CHECK-DAG: ; statistics::newton of {{.*}}names.cpp
// CHECK-DAG: ; program of {{.*}}names.cpp
// CHECK-DAG: ; _Quiet of {{.*}}names.cpp
namespace geometry {
int distance(int a, int b) { return b - a; }
} // namespace geometry
int rust_legacy(int a) __asm__("_ZN51_$LT$words..Count$u20$as$u20$core..fmt..Display$GT$3fmt17h0123456789abcdefE");
int rust_legacy(int a) { return a; }
int rust_v0(int a) __asm__("_RNvMCsgkYqYwMmzCo_5wordsNtB2_5Count3add");
int rust_v0(int a) { return a; }
int fortran(int a) __asm__("_QMstatisticsPnewton");
int fortran(int a) { return a; }
int fortran_main(int a) __asm__("_QQmain");
int fortran_main(int a) { return a; }
int neither(int a) __asm__("_Quiet");
int neither(int a) { return a; }
