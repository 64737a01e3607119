/* What a source includes, which the plugin cannot ask the compiler. */
#ifndef AUTOJIT_DRIVER_HEADERS_H
#define AUTOJIT_DRIVER_HEADERS_H

/* Has clang note every file that it includes, where this command compiles sources; the plugin reads that (plugin/Headers.cpp). */
void have_headers_noted(char **arguments);

#endif
