/* Which version of LLVM a compiler has. */
#ifndef AUTOJIT_DRIVER_VERSION_H
#define AUTOJIT_DRIVER_VERSION_H

/* By its name (`clang-19`), else as it says itself; 0: it cannot be run, or says nothing. */
unsigned version_of(const char *program);

#endif
