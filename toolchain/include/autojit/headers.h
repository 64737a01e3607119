/* Where the drop-in compilers have clang note what it includes, for the plugin. */
#ifndef AUTOJIT_HEADERS_H
#define AUTOJIT_HEADERS_H

#define AUTOJIT_HEADERS_VARIABLE "AUTOJIT_HEADERS" /* an environment variable with the path of the open file */
#define AUTOJIT_HEADERS_FILE "autojit-headers"     /* the name of that file, which is memory */

#endif
