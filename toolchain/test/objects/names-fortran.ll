; Fortran: procedures of modules, of programs, and outside of them, as people write them; and a name that C gave is not touched.
; RUN: rm -rf %t.store && %{autojit} -O1 -Wno-override-module -c %s -o %t.o && cat %t.store/modules/*/*.json | FileCheck %s
; CHECK: "display":"geometry::distance"
; CHECK-SAME: "display":"geometry::plane::angle"
; CHECK-SAME: "display":"roots::helper"
; CHECK-SAME: "display":"program"
; CHECK-SAME: "display":"solve"
; CHECK-SAME: "display":"main"
source_filename = "FIRModule"
target triple = "x86_64-unknown-linux-gnu"

define void @_QMgeometryPdistance() {
  ret void
}
define void @_QMgeometrySplanePangle() {
  ret void
}
define void @_QFrootsPhelper() {
  ret void
}
define void @_QQmain() {
  ret void
}
define void @solve_() {
  ret void
}
define i32 @main() {
  ret i32 0
}

!llvm.ident = !{!0}
!0 = !{!"flang version 22.1.8"}
