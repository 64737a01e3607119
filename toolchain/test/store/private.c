// The umask says who may read a store, as of any output of a build, but nobody else may ever write it; the user's default store is his alone. Nothing temporary stays.
// RUN: rm -rf %t.store %t.cache && umask 022 && %{autojit} %s -o %t.exe && %t.exe
// RUN: find %t.store -name '*.tmp-*' | FileCheck --allow-empty --check-prefix=LEFT %s
// RUN: cd %t.store && (stat -c '%%a %%n' . modules modules/*/*.body modules/*/*.json images images/*.log toolchain id) | sed 's, [a-z].*/.*[.], .,' | FileCheck %s
// RUN: rm -rf %t.store && umask 077 && %{autojit} %s -o %t.exe && %t.exe && find %t.store -name links -prune -o -perm /077 -print | FileCheck --allow-empty --check-prefix=LEFT %s
// RUN: rm -rf %t.store && umask 0 && %{autojit} %s -o %t.exe && %t.exe && find %t.store -name links -prune -o -perm /022 -print | FileCheck --allow-empty --check-prefix=LEFT %s
// RUN: umask 022 && env -u AUTOJIT_STORE XDG_CACHE_HOME=%t.cache %{toolchain}/bin/autojit-clang %s -o %t.exe && env XDG_CACHE_HOME=%t.cache %t.exe
// RUN: stat -c %%a %t.cache/autojit/store %t.cache/autojit/store/modules %t.cache/autojit/store/images %t.cache/autojit/store/images/* | FileCheck --check-prefix=DEFAULT %s
// LEFT-NOT: {{.}}
// CHECK: 755 .
// CHECK-NEXT: 755 modules
// CHECK-NEXT: 644 .body
// CHECK-NEXT: 644 .json
// CHECK-NEXT: 755 images
// CHECK-NEXT: 644 .log
// CHECK-NEXT: 644 toolchain
// CHECK-NEXT: 644 id
// DEFAULT: 700
// DEFAULT-NEXT: 700
// DEFAULT-NEXT: 700
// DEFAULT-NEXT: 600
int main(void) { return 0; }
