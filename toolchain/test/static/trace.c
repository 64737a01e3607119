// The trace of a static program names the program, its arguments, and where in it the first call came from.
// RUN: rm -rf %t.store %t.trace && %{autojit} -static %s -o %t.exe
// RUN: env AUTOJIT_ENGINE=auto AUTOJIT_TRACE=%t.trace %t.exe one "a \"b\"" && FileCheck %s -DEXE=%t.exe < %t.trace
// CHECK: "event":"start",{{.*}}"program":"[[EXE]]","args":["one","a \"b\""]
// CHECK: "event":"materialized",{{.*}}"slot":{{[0-9]+}},{{.*}}"caller":{"object":"[[EXE]]","address":"0x{{[0-9a-f]+}}"}
// CHECK: "event":"materialized",{{.*}}"caller":{"module":
// CHECK: "event":"exited",{{.*}}"materialized":2,
static int later(int a) { return a; }
int main(int count, char **values) { return later(count) != 3; }
