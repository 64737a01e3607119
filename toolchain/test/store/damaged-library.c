// A function of a shared library whose body is damaged is named by the library.
// RUN: rm -rf %t.store && %{autojit} -fPIC -shared %s -o %t.so && truncate -s 100 %t.store/modules/*/*.body
// RUN: echo 'extern int (*const hidden)(int); int main(void) { return hidden(0); }' > %t.main.c && %{regular} %t.main.c %t.so -o %t.exe
// RUN: not --crash %t.exe 2>&1 | FileCheck %s
// CHECK: damaged-library.c: function of_its_own cannot be materialized: {{.*}}damaged
static int of_its_own(int a) { return a + 1; }
int (*const hidden)(int) = of_its_own;
