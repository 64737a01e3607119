/*
 * Where compilers list stores for other users' sake: in the file `stores` of the folder AUTOJIT_PUBLIC_LISTS<number of the compiler's user>, a path
 * per line (docs/formats.md, "Store").
 */
#ifndef AUTOJIT_STORE_LISTS_H
#define AUTOJIT_STORE_LISTS_H

#define AUTOJIT_PUBLIC_LISTS "/var/tmp/autojit-"

#endif
