; Two functions that share a frame must stay together.
; RUN: rm -rf %t.store
; RUN: %{autojit} -c %s -o %t.o && %{manifest} | FileCheck %s
; CHECK: function outer external eager local-escape
target triple = "x86_64-pc-linux-gnu"
declare void @llvm.localescape(...)
define void @outer() {
  %a = alloca i32
  call void (...) @llvm.localescape(ptr %a)
  ret void
}
