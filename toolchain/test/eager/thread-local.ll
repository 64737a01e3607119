; A thread-local variable that is named other than by accessing it has no single address that an import could carry.
; RUN: rm -rf %t.store
; RUN: %{autojit} -c %s -o %t.o && %{manifest} | FileCheck %s
; CHECK: function names external eager thread-local
target triple = "x86_64-pc-linux-gnu"
@v = thread_local global i32 0
define ptr @names() { ret ptr @v }
