// A final that was made elsewhere is kept where there is a draft, and no draft where there is a final. Code ahead of time is finals.
// RUN: rm -rf %t.store && %{autojit} -O2 %s -o %t.exe && %t.exe && cat $(%{toolchain}/bin/autojit-fill --where %t.exe) > %t.log && tail -c +65 %t.log > %t.drafts
// RUN: %{toolchain}/bin/autojit-fill %t.exe | FileCheck --check-prefix=MADE %s
// RUN: %{toolchain}/bin/autojit-fill %t.exe | FileCheck --check-prefix=AGAIN %s
// RUN: tail -c +65 $(%{toolchain}/bin/autojit-fill --where %t.exe) | tail -c +$(($(stat -c %%s %t.drafts) + 1)) > %t.finals && rm -r %t.store/images
// RUN: %{toolchain}/bin/autojit-fill --entries %t.exe < %t.drafts | FileCheck --check-prefix=TAKEN %s
// RUN: rm -f %t.trace && env AUTOJIT_TRACE=%t.trace %t.exe && FileCheck --check-prefix=DRAFTS %s < %t.trace
// RUN: %{toolchain}/bin/autojit-fill --entries %t.exe < %t.finals | FileCheck --check-prefix=TAKEN %s
// RUN: %{toolchain}/bin/autojit-fill --entries %t.exe < %t.drafts | FileCheck --check-prefix=THERE %s
// RUN: %{toolchain}/bin/autojit-fill --entries %t.exe < %t.finals | FileCheck --check-prefix=THERE %s
// RUN: rm -f %t.trace && env AUTOJIT_TRACE=%t.trace %t.exe && FileCheck --check-prefix=FINALS %s < %t.trace
// MADE: 2 made, 0 there before, 0 refused
// AGAIN: 0 made, 2 there before, 0 refused
// TAKEN: 2 kept, 0 there before, 0 refused
// THERE: 0 kept, 2 there before, 0 refused
// DRAFTS-COUNT-2: "kept":true,"tier":"draft"
// DRAFTS: "event":"exited"
// FINALS-COUNT-2: "kept":true,"tier":"final"
// FINALS: "event":"exited"
__attribute__((noinline)) int late(int x) { return x * 3 + 1; }
int main(int count, char **arguments) { return late(count) != count * 3 + 1; }
