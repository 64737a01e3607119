// AUTOJIT_DISABLE=1 compiles as usual: the same bytes as without the plugin.
// RUN: rm -rf %t.store
// RUN: env AUTOJIT_DISABLE=1 %{autojit} -g -c %s -o %t.disabled.o
// RUN: %{regular} -g -c %s -o %t.regular.o && cmp %t.disabled.o %t.regular.o
int f(void) { return 1; }
