// A folder, a FIFO or a device in the place of a body ends the program with one line; it waits for nothing.
// RUN: rm -rf %t.store && %{autojit} %s -o %t.exe && mv %t.store/modules/*/*.body %t.good && echo %t.store/modules/*/*.json | sed 's/json$/body/' > %t.name
// RUN: mkdir $(cat %t.name) && not --crash timeout 20 %t.exe 2>&1 | FileCheck %s
// RUN: rmdir $(cat %t.name) && mkfifo $(cat %t.name) && not --crash timeout 20 %t.exe 2>&1 | FileCheck %s
// RUN: ln -sf /dev/zero $(cat %t.name) && not --crash timeout 20 %t.exe 2>&1 | FileCheck %s
// RUN: ln -sf %t.nowhere $(cat %t.name) && not --crash timeout 20 %t.exe 2>&1 | FileCheck --check-prefix=NOWHERE %s
// CHECK: not-a-file.c: function main cannot be materialized: its body file {{.*}} is no regular file
// NOWHERE: not-a-file.c: function main cannot be materialized: its store is gone
int main(void) { return 0; }
