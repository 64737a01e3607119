// A full file system under the store fails the compilation with one line; no object without bodies and nothing temporary is left.
// REQUIRES: mounts
// RUN: rm -rf %t.store %t.o && mkdir -m 700 %t.store
// RUN: unshare --mount sh -c 'mount -t tmpfs -o size=16k none %t.store; not env AUTOJIT_STORE=%t.store %{toolchain}/bin/autojit-clang -c %s -o %t.o; find %t.store -type f' 2>&1 | FileCheck %s
// RUN: test ! -e %t.o
// CHECK: error: AutoJIT: cannot write {{.*}}.body: No space left on device; set AUTOJIT_STORE to a folder that can be written
// CHECK-NEXT: 1 error generated.
// CHECK-NOT: {{.}}
#define F(n) int f##n(int a, int b) { return a * n + b / (n + 1) - (a ^ b) % (n + 2); }
#define TEN(n) F(n##0) F(n##1) F(n##2) F(n##3) F(n##4) F(n##5) F(n##6) F(n##7) F(n##8) F(n##9)
TEN(1) TEN(2) TEN(3) TEN(4) TEN(5) TEN(6) TEN(7) TEN(8) TEN(9)
