/*
 * How our own libraries are opened.
 */
#ifndef AUTOJIT_LIBRARIES_H
#define AUTOJIT_LIBRARIES_H

#include <dlfcn.h>

/*
 * Apart from the program: our symbols do not satisfy the program's, and its own `open` or `floor` do not take the place of the C library's for us.
 * The second half is not to be had beside a sanitizer, which refuses libraries that it cannot intercept.
 */
static inline int private_scope(void) { return RTLD_NOW | RTLD_LOCAL | (dlsym(RTLD_DEFAULT, "__sanitizer_set_report_path") ? 0 : RTLD_DEEPBIND); }

#endif
