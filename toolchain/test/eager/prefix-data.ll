; Prefix and prologue data belong to the code.
; RUN: rm -rf %t.store
; RUN: %{autojit} -c %s -o %t.o && %{manifest} | FileCheck %s
; CHECK-DAG: function with_prefix external eager prefix-data
; CHECK-DAG: function with_prologue external eager prefix-data
; CHECK-DAG: function plain external lazy
target triple = "x86_64-pc-linux-gnu"
define void @with_prefix() prefix i32 1 { ret void }
define void @with_prologue() prologue i8 144 { ret void }
define void @plain() { ret void }
