; flang 19 does not name itself in what it makes: the module's name tells.
; RUN: rm -rf %t.store && %{autojit} -O1 -Wno-override-module -c %s -o %t.o && cat %t.store/modules/*/*.json | FileCheck %s
; CHECK: "display":"statistics::newton"
; CHECK-SAME: "display":"solve"
source_filename = "FIRModule"
target triple = "x86_64-unknown-linux-gnu"

define void @_QMstatisticsPnewton() {
  ret void
}
define void @solve_() {
  ret void
}
