; Data without a name can be imported.
; RUN: rm -rf %t.store && %{autojit} %s -o %t.exe && (%t.exe; test $? -eq 12)
; RUN: %{manifest} | FileCheck %s
; CHECK: function main external lazy
target triple = "x86_64-pc-linux-gnu"
@0 = private global i32 5
@1 = internal global i32 7
define i32 @main() {
  %a = load i32, ptr @0
  store i32 %a, ptr @0
  %b = load i32, ptr @1
  store i32 %b, ptr @1
  %c = add i32 %a, %b
  ret i32 %c
}
