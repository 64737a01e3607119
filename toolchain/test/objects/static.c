// A static program cannot load an engine: the compiler refuses to link one, and one that was linked another way says so when it runs.
// RUN: rm -rf %t.store
// RUN: not %{autojit} -static %s -o %t.exe 2>&1 | FileCheck --check-prefix=LINK -DOPTION=-static %s
// RUN: not %{autojit} -static-pie -o%t.exe %s 2>&1 | FileCheck --check-prefix=LINK -DOPTION=-static-pie %s
// RUN: %{autojit} -static -c %s -o %t.o && env AUTOJIT_STORE=%t.store clang-22 --config=%{toolchain}/autojit.cfg -static %t.o -o %t.exe 2>/dev/null
// RUN: not --crash %t.exe 2>&1 | FileCheck %s
// RUN: env AUTOJIT_DISABLE=1 %{toolchain}/bin/autojit-clang -static %s -o %t.exe && %t.exe
// LINK: autojit: {{.*}}.exe: a static program ([[OPTION]]) cannot load the engine that makes its functions; link dynamically, or build it with AUTOJIT_DISABLE=1
// LINK-NOT: {{.}}
// CHECK: function 0 cannot be materialized: static programs cannot load the engine; link dynamically
int main(void) { return 0; }
