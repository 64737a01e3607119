/* What autojit-rustc must know of a command line before rustc sees it. */
#ifndef AUTOJIT_DRIVER_RUST_OPTIONS_H
#define AUTOJIT_DRIVER_RUST_OPTIONS_H

#include <stdbool.h>

struct rust_options {
  bool asks_version;   /* prints rustc's versions: how Cargo gets to know a compiler */
  bool generates_code; /* and does not only check, or print something */
  bool for_the_build;  /* a build script or a procedural macro: it runs while the project is built */
  bool other_target;   /* for another system than x86-64 Linux with glibc */
  bool is_static;      /* links the C library statically */
};

struct rust_options read_rust_options(char **arguments);

#endif
