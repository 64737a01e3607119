/* Where the toolchain lies that this compiler is a part of, and what its environment says. */
#ifndef AUTOJIT_DRIVER_TOOLCHAIN_H
#define AUTOJIT_DRIVER_TOOLCHAIN_H

#include <stdbool.h>

/* Exit codes of what the drivers say themselves. */
enum { REFUSED = 1, NOT_FOUND = 127 };

/* <toolchain> of <toolchain>/bin/autojit-clang; null, with errno, when it cannot be found. */
char *toolchain_folder(void);
/* The path of the plugin in `folder`; null when it is not there. */
char *plugin_in(const char *folder);
/* Tells a person that the toolchain is not whole. */
void report_missing(const char *part, const char *folder);
/* True when AUTOJIT_DISABLE asks for a regular build. */
bool is_disabled(void);

#endif
