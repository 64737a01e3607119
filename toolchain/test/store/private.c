// The store is private to the user, and nothing temporary stays in it.
// RUN: rm -rf %t.store
// RUN: %{autojit} -c %s -o %t.o && stat -c %%a %t.store %t.store/modules | FileCheck %s
// RUN: find %t.store -name '*.tmp-*' | FileCheck --allow-empty --check-prefix=LEFT %s
// LEFT-NOT: tmp-
// CHECK: 700
// CHECK-NEXT: 700
int f(void) { return 1; }
