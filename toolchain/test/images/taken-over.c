// Entries of an image log that was made elsewhere are kept as far as they fit the program; a run needs no engine then.
// RUN: rm -rf %t.store && %{autojit} -O1 %s -o %t.exe && %t.exe && cat $(%{toolchain}/bin/autojit-fill --where %t.exe) > %t.log && rm -r %t.store/images
// RUN: tail -c +65 %t.log > %t.entries && %{toolchain}/bin/autojit-fill --entries %t.exe < %t.entries | FileCheck --check-prefix=TAKEN %s
// RUN: %{toolchain}/bin/autojit-fill --entries %t.exe < %t.entries | FileCheck --check-prefix=THERE %s
// RUN: rm -f %t.trace && env AUTOJIT_TRACE=%t.trace %t.exe && FileCheck --check-prefix=LATER %s < %t.trace
// Where somebody else changed a byte, whatever it means, nothing of that entry is kept.
// RUN: rm -r %t.store/images && python3 %{tools}/damage-entries.py %t.entries %{toolchain}/bin/autojit-fill %t.exe
// Entries of another program are none of this one's.
// RUN: %{autojit} -O1 -DOTHER %s -o %t.other && %{toolchain}/bin/autojit-fill --entries %t.other < %t.entries 2>&1 | FileCheck --check-prefix=OTHER %s
// Several programs in one go: each has its own, behind an empty entry. One that is none is said, and the next ones are served.
// RUN: %{toolchain}/bin/autojit-fill --where %t.exe %t.none %t.other > %t.places; FileCheck --check-prefix=PLACES %s < %t.places
// RUN: rm -rf %t.store/images && (head -c 64 /dev/zero && cat %t.entries) | %{toolchain}/bin/autojit-fill --entries %t.other %t.exe | FileCheck --check-prefix=SEVERAL %s
// RUN: rm -rf %t.store/images && (cat %t.entries && head -c 64 /dev/zero) | not %{toolchain}/bin/autojit-fill --entries %t.exe %t.none 2>&1 | FileCheck --check-prefix=GONE %s
// What is no entry, or half of one, ends it; what came before is kept.
// RUN: rm -rf %t.store/images && (cat %t.entries && echo nonsense) > %t.more && not %{toolchain}/bin/autojit-fill --entries %t.exe < %t.more > %t.said 2>&1 && FileCheck --check-prefix=MORE %s < %t.said
// RUN: rm -rf %t.store/images && head -c 200 %t.entries > %t.half && not %{toolchain}/bin/autojit-fill --entries %t.exe < %t.half > %t.said 2>&1 && FileCheck --check-prefix=HALF %s < %t.said
// Where nothing may be kept, that is said.
// RUN: not env AUTOJIT_IMAGES=off %{toolchain}/bin/autojit-fill --entries %t.exe < %t.entries > %t.said 2>&1 && FileCheck --check-prefix=OFF %s < %t.said
// TAKEN: 2 kept, 0 there before, 0 refused
// THERE: 0 kept, 2 there before, 0 refused
// LATER-NOT: "event":"engine"
// LATER: "event":"exited"
// OTHER-DAG: the program does not have its module
// OTHER-DAG: 0 kept, 0 there before, 2 refused
// PLACES: .store/images/{{[^ ]*}}.log{{$}}
// PLACES-EMPTY:
// PLACES-EMPTY:
// PLACES-EMPTY:
// PLACES-NEXT: .store/images/{{[^ ]*}}.log{{$}}
// PLACES-EMPTY:
// SEVERAL: 0 kept, 0 there before, 0 refused
// SEVERAL-NEXT: 2 kept, 0 there before, 0 refused
// GONE-DAG: 2 kept, 0 there before, 0 refused
// GONE-DAG: .none: No such file or directory
// MORE-DAG: 2 kept, 0 there before, 0 refused
// MORE-DAG: what came is no entry of an image log
// HALF-DAG: 0 kept, 0 there before, 0 refused
// HALF-DAG: the last entry was cut off
// OFF: images cannot be kept
__attribute__((noinline)) int late(int x) { return x * 3 + 1; }
#ifdef OTHER
int more(int x) { return late(x) + 1; }
#endif
int main(int count, char **arguments) { return late(count) != count * 3 + 1; }
