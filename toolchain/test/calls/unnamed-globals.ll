; Variables without a name are told apart: each body reaches its own.
; RUN: %{same} -Wno-override-module && %{same} -O2 -Wno-override-module && %{manifest} | FileCheck %s
; CHECK: function second external lazy
target triple = "x86_64-unknown-linux-gnu"
@0 = private global i32 1
@1 = private global i32 20
@2 = private global i32 300
define i32 @first() noinline {
  %v = load volatile i32, ptr @0
  ret i32 %v
}
define i32 @second() noinline {
  %v = load volatile i32, ptr @1
  %w = load volatile i32, ptr @2
  %s = sub i32 %w, %v
  ret i32 %s
}
define i32 @main() {
  %a = call i32 @first()
  %b = call i32 @second()
  %s = add i32 %a, %b
  %r = sub i32 %s, 200
  ret i32 %r
}
