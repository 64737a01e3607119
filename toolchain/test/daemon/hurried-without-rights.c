// Where nobody may raise a thread's priority, what a thread of lower priority has begun is begun anew by one for questions.
// REQUIRES: without-rights
// RUN: rm -rf %t.store && %{autojit} -O2 %S/hurried.c -o %t.exe
// RUN: env AUTOJIT_TIERS=off AUTOJIT_ENGINE=auto AUTOJIT_IMAGES=off %{without-rights} %{with-daemon} real -- %t.exe %{tools}/daemon-peer.py | FileCheck %s
// CHECK: done 0
// CHECK: status:{{.*}}"raised": 0,{{.*}}"restarted": 1
