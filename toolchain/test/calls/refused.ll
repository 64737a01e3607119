; What LLVM refuses to compile ends the program with one line, in which functions have the names that people write.
; RUN: rm -rf %t.store && %{autojit} -Wno-override-module %s -o %t.exe
; RUN: not --crash %t.exe 2>&1 | FileCheck %s
; CHECK: autojit: {{.*}}refused.ll: function {{[0-9]+}} cannot be materialized: 'lib::quarter(int)': it cannot be compiled: {{.*}}nosuch{{.*}}{{$}}
target triple = "x86_64-pc-linux-gnu"
define i32 @_ZN3lib7quarterEi(i32 %x) {
  %a = call i64 @llvm.read_register.i64(metadata !0)
  %b = trunc i64 %a to i32
  ret i32 %b
}
declare i64 @llvm.read_register.i64(metadata)
define i32 @main() {
  %a = call i32 @_ZN3lib7quarterEi(i32 8)
  ret i32 %a
}
!0 = !{!"nosuch"}
