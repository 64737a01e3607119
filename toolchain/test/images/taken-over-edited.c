// What was made elsewhere of a module before an edit serves the edited one: the engine knows functions again by their content, wherever the source is.
// RUN: rm -rf %t.store %t.dir && mkdir -p %t.dir/there %t.dir/here/deep && cp %s %t.dir/there/edited.c && cp %s %t.dir/here/deep/other-name.c
// RUN: cd %t.dir/there && %{autojit} -O1 -g edited.c -o %t.exe && %t.exe && tail -c +65 $(%{toolchain}/bin/autojit-fill --where %t.exe) > %t.entries && rm -rf %t.store
// RUN: cd %t.dir/here && %{autojit} -O1 -g -DEDITED deep/other-name.c -o %t.exe && %{toolchain}/bin/autojit-fill --entries %t.exe < %t.entries 2>&1 | FileCheck --check-prefix=FOREIGN %s
// RUN: %{toolchain}/bin/autojit-fill --entries --earlier %t.exe < %t.entries | FileCheck --check-prefix=TAKEN %s
// RUN: %{toolchain}/bin/autojit-fill --entries --earlier %t.exe < %t.entries | FileCheck --check-prefix=THERE %s
// RUN: rm -f %t.trace && env AUTOJIT_TRACE=%t.trace %t.exe && FileCheck --check-prefix=TRACE %s < %t.trace
// Where somebody else changed a byte, whatever it means, nothing of that entry is kept.
// RUN: rm -r %t.store/images && python3 %{tools}/damage-entries.py %t.entries %{toolchain}/bin/autojit-fill --earlier %t.exe
// RUN: not %{toolchain}/bin/autojit-fill --earlier %t.exe 2>&1 | FileCheck --check-prefix=USAGE %s
// FOREIGN: 0 kept, 0 there before, 4 refused
// TAKEN: 4 kept, 0 there before, 0 refused
// THERE: 0 kept, 4 there before, 0 refused
// TRACE: "event":"engine"
// TRACE-COUNT-3: "kept":true
// TRACE: "event":"exited",{{.*}}"materialized":5
// USAGE: usage: autojit-fill
#include <stdlib.h>
#ifdef EDITED
__attribute__((noinline)) int added(const char *text) { return atoi(text); }
__attribute__((noinline)) int changed(int a) { return a + added("3") - 2; }
#else
__attribute__((noinline)) int changed(int a) { return a + 1; }
#endif
__attribute__((noinline)) int first(void) { return 14; }
__attribute__((noinline)) int third(int a) { return abs(a) / 2; }
int main(void) { return changed(first()) + third(-5) != 17; }
