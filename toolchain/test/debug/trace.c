// The trace: start, modules, each materialization with its caller, exit.
// RUN: rm -rf %t.store
// RUN: %{autojit} %s -o %t.exe && rm -f %t.trace && env AUTOJIT_TRACE=%t.trace %t.exe 'an "argument"'; FileCheck %s < %t.trace
// RUN: python3 -c "import json; [json.loads(l) for l in open('%t.trace')]"
// CHECK: "event":"start",{{.*}}"args":["an \"argument\""]
// CHECK: "event":"module",{{.*}}"slots":2
// CHECK: "event":"materializing",{{.*}}"slot":1,{{.*}}"caller":{"object":
// CHECK: "event":"engine"
// CHECK: "event":"materialized",{{.*}}"slot":1
// CHECK: "event":"materializing",{{.*}}"slot":0,{{.*}}"caller":{"module":{{.*}}"slot":1}
// CHECK: "event":"materialized",{{.*}}"slot":0
// CHECK: "event":"exited",{{.*}}"status":5,"materialized":2
int callee(void) { return 5; }
int main(void) { return callee(); }
