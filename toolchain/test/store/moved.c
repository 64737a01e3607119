// A build folder can be moved together with its store.
// RUN: rm -rf %t.a %t.b && mkdir %t.a && env AUTOJIT_STORE=%t.a/.autojit %{toolchain}/bin/autojit-clang %s -o %t.a/exe && mv %t.a %t.b && %t.b/exe
int main(void) { return 0; }
