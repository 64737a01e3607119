/*
 * Where the engine's thread-local variables lie. They are few (LLVM's own, 64 bytes, and this one), but those of a library that is opened while a
 * program runs are allocated at their first use in each thread, by the program's malloc; for a thread that lives as long as one piece of work, the C
 * library makes a heap of 64 MiB of address space for it. Where a library asks by a descriptor, it gets a part of what the C library kept for such
 * libraries, if that has room (glibc, elf/dl-tls.c: glibc.rtld.optional_static_tls), and so do all its variables. CMake compiles this file with
 * descriptors.
 */
#include "seats.h"

static _Thread_local volatile unsigned seat_of_thread;

void enter_seat(unsigned seat) { seat_of_thread = seat; }
unsigned current_seat(void) { return seat_of_thread; }
