/* autojit-rustc. */
#ifndef AUTOJIT_DRIVER_RUST_H
#define AUTOJIT_DRIVER_RUST_H

/* Becomes rustc, or returns the exit code after it said why not. `values` ends with a null pointer. */
int become_rustc(int count, char **values);

#endif
