/*
 * The debug info of several images as that of one object.
 */
#ifndef AUTOJIT_DEBUG_INFO_H
#define AUTOJIT_DEBUG_INFO_H

#include "symbol-file.h"
#include "view.h"

#pragma GCC visibility push(hidden)

/* The object that an image brings, and where its code was put. */
struct debug_input {
  struct view view;
  uintptr_t base;
};

/* The space that the inputs' debug info takes together. */
size_t size_of_debug_info(const struct debug_input *inputs, uint32_t count);
/* Puts it behind the sections that the file has. False when an object makes no sense; the file is whole then, but not its debug info. */
bool add_debug_info(struct symbol_file *file, const struct debug_input *inputs, uint32_t count);

#pragma GCC visibility pop

#endif
