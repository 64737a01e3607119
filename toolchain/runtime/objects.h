/*
 * Linked objects come and go.
 */
#ifndef AUTOJIT_OBJECTS_H
#define AUTOJIT_OBJECTS_H

#include "runtime.h"

#pragma GCC visibility push(hidden)

/* Functions of this object are made from now on. Under the lock; false when there is no memory. */
bool note_object(const struct autojit_object *object);
/* Finds out which objects were closed. Not under the lock: it asks the loader. */
void look_for_closed_objects(void);
/* One of those that functions were made for; null at their end. Under the lock. */
const struct autojit_object *known_object(uint32_t index);
bool was_closed(const struct autojit_object *object);
/* Gives back what was made for those. Under the lock. */
void give_back_closed_objects(void);

#pragma GCC visibility pop

#endif
