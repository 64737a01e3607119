// A program with its owner's rights (setuid, setgid) takes code from root's and its owner's stores only: not from one that its user names or puts in the way.
// REQUIRES: other-users, not-sanitized
// RUN: d=$(mktemp -d -p /tmp) && chmod 755 $d && echo $d > %t.dir && mkdir $d/mine && cd $d && umask 022 && env AUTOJIT_STORE=$d/.autojit %{toolchain}/bin/autojit-clang %s -o $d/mine/exe
// RUN: cd $(cat %t.dir) && chown 12345:12346 mine/exe && chmod 6755 mine/exe && %{as-nobody} mine/exe | FileCheck %s
// The caller's own copy of the store lies nearer; then there is no other.
// RUN: cd $(cat %t.dir) && cp -r .autojit mine/ && chown -R 65534 mine/.autojit && chmod 2755 mine/exe && not --crash %{as-nobody} mine/exe 2>&1 | FileCheck --check-prefix=REFUSED %s
// RUN: cd $(cat %t.dir) && mv mine/.autojit named && mv .autojit away && not --crash %{as-nobody} AUTOJIT_STORE=$(cat %t.dir)/named mine/exe 2>&1 | FileCheck --check-prefix=GONE %s
// RUN: rm -rf $(cat %t.dir)
// CHECK: here
// REFUSED: its store can be written by other users or is another user's
// GONE: its store is gone
#include <stdio.h>
int main(void) { return puts("here") < 0; }
