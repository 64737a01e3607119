// What is no body, or not in it, is said in one line.
// RUN: rm -rf %t.store && %{autojit} -c %s -o %t.o
// RUN: not %{toolchain}/bin/autojit-body ir %s 0 2>&1 | FileCheck --check-prefix=NAME %s
// RUN: not %{toolchain}/bin/autojit-body ir $(ls %t.store/modules/*/*.body) 1 2>&1 | FileCheck --check-prefix=SLOT %s
// RUN: truncate -s -8 %t.store/modules/*/*.body && not %{toolchain}/bin/autojit-body assembly $(ls %t.store/modules/*/*.body) 0 2>&1 | FileCheck --check-prefix=DAMAGED %s
int f(void) { return 1; }
// NAME: autojit: {{.*}}wrong.c: a body file is named by the hash of its content
// SLOT: it has fewer functions than that
// DAMAGED: autojit: {{.*(damaged|content).*}}
