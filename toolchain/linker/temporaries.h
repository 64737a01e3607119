/*
 * Names that a compiler makes up anew for each link: the folder that rustc hands files over in, its name for one call of itself, clang's temporary
 * objects. No output depends on them, so they are set aside: in a text that is compared, each is a mark.
 */
#ifndef AUTOJIT_LINKER_TEMPORARIES_H
#define AUTOJIT_LINKER_TEMPORARIES_H

#include "text.h"

/* `text` with marks in place of such names; adds those that are new to `names`. */
char *set_aside(const char *text, struct words *names);

/* The other way; null when a mark stands for a name that is not in `names`. */
char *put_back(const char *text, const struct words *names);

#endif
