; Rust: the names of its schemes as people write them, and the source in place of the part of the crate.
; RUN: rm -rf %t.store && %{autojit} -O1 -Wno-override-module -c %s -o %t.o && cat %t.store/modules/*/*.json | FileCheck %s
; CHECK: "source":"src/main.rs"
; CHECK-SAME: "display":"app::twice"
; CHECK-SAME: "display":"<app::List<T> as core::clone::Clone>::clone"
; CHECK-SAME: "display":"app::shape::area"
source_filename = "app.0123456789abcdef-cgu.0"
target triple = "x86_64-unknown-linux-gnu"

define i32 @_RNvCsbpXgdhprwCn_3app5twice(i32 %x) {
  %twice = shl i32 %x, 1
  ret i32 %twice
}

define i32 @"_ZN57_$LT$app..List$LT$T$GT$$u20$as$u20$core..clone..Clone$GT$5clone17h0123456789abcdefE"() {
  ret i32 1
}

define i32 @_ZN3app5shape4area17h0123456789abcdefE() {
  ret i32 1
}

!llvm.ident = !{!0}
!llvm.dbg.cu = !{!1}
!llvm.module.flags = !{!3}
!0 = !{!"rustc version 1.96.0 (ac68faa20 2026-05-25)"}
!1 = distinct !DICompileUnit(language: DW_LANG_Rust, file: !2, producer: "clang LLVM (rustc version 1.96.0)", isOptimized: false, runtimeVersion: 0, emissionKind: LineTablesOnly)
!2 = !DIFile(filename: "src/main.rs/@/app.0123456789abcdef-cgu.0", directory: "/app")
!3 = !{i32 2, !"Debug Info Version", i32 3}
