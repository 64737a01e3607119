// A body, or the whole store, may be a symbolic link to where it is: what counts is the content.
// RUN: rm -rf %t.store %t.elsewhere && %{autojit} %s -o %t.exe && mv %t.store %t.elsewhere && ln -s %t.elsewhere %t.store && %t.exe
// RUN: for body in %t.store/modules/*/*.body; do mv $body %t.body && ln -s %t.body $body; done && %t.exe
// RUN: %{autojit} -DOTHER -c %s -o %t.o && ls %t.elsewhere/modules/*/*.json | wc -l | FileCheck %s
// CHECK: 2
int main(void) { return 0; }
#ifdef OTHER
int other(void) { return 1; }
#endif
