/*
 * An image whose numbers were checked: every table lies inside it.
 */
#ifndef AUTOJIT_VIEW_H
#define AUTOJIT_VIEW_H

#include "autojit/image.h"
#include "modules.h"
#include "runtime.h"

#include <stdbool.h>

#pragma GCC visibility push(hidden)

struct view {
  const uint8_t *bytes;
  const struct autojit_image_header *header;
};

extern const char BROKEN_IMAGE[];

static inline const char *name_of(struct view view, uint32_t offset) { return (const char *)view.bytes + view.header->strings.offset + offset; }

/* relocate.c: relocates `target` (code, or the debuggers' object), which is `size` bytes and will run at `place`; the image's code runs at `base`. */
const char *relocate(struct view view, struct autojit_object *object, struct autojit_image_range range, uint8_t *target, uint32_t size,
                     uintptr_t place, uintptr_t base);

/* map.c: whether every table of the image lies inside it. */
bool is_sound(const void *image, size_t size);
/* Where the wanted function's code starts in the image's; -1 when the image does not have it. */
int64_t find_entry(struct view view, const struct mapping *mapping);

#pragma GCC visibility pop

#endif
