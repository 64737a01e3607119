/*
 * The linker that this one stands before: the one that the compiler would have run.
 */
#ifndef AUTOJIT_LINKER_FIND_H
#define AUTOJIT_LINKER_FIND_H

/* Path of the program of that name (`ld`, `ld.lld` …) that is not this one; null when there is none. */
char *find_linker(const char *name);

#endif
