#include "client.h"
#include "images/images.h"
#include "rights/rights.h"
#include "store.h"
#include "tiers/tiers.h"

#include <string.h>

/* The path of the object's log; empty: nothing is kept. Others may find out just now that nothing can be. */
static void copy_path_of_log(struct autojit_object *object, char *path) {
  const struct image_log *log = log_of(object);
  path[0] = log ? __atomic_load_n(log->path, __ATOMIC_RELAXED) : 0;
  if (path[0])
    strcpy(path + 1, log->path + 1);
}

void put_question(struct question *question, enum autojit_message_kind kind, struct function_ref function, struct function_ref caller,
                  uint32_t flags) {
  struct autojit_materialize head = {.head.kind = kind, .slot = function.slot, .flags = flags};
  memcpy(head.module, function.module->id, sizeof head.module);
  if (debugger_wants_objects())
    head.flags |= AUTOJIT_MATERIALIZE_DEBUG;
  if (tracing())
    head.flags |= AUTOJIT_MATERIALIZE_TRACED;
  if (is_reloadable())
    head.flags |= AUTOJIT_MATERIALIZE_RELOADS;
  if (caller.module) {
    head.flags |= AUTOJIT_MATERIALIZE_CALLER;
    memcpy(head.caller_module, caller.module->id, sizeof head.caller_module);
    head.caller_slot = caller.slot;
  }
  char store[PATH_MAX], body[PATH_MAX];
  const char *problem;
  /* What the daemon has read it goes on with when the store is deleted. */
  const struct held_body *held = held_body(function.module, function.module->id);
  if (held)
    strcpy(body, held->path);
  if (held || locate_store(function.module, store, body, &problem))
    head.body_length = (uint16_t)strlen(body);
  char log[PATH_MAX];
  copy_path_of_log(function.object, log);
  head.log_length = (uint16_t)strlen(log);
  head.head.size = (uint32_t)(sizeof head + head.body_length + head.log_length);
  question->size = head.head.size <= sizeof question->bytes ? head.head.size : 0;
  if (!question->size)
    return;
  memcpy(question->bytes, &head, sizeof head);
  memcpy(question->bytes + sizeof head, body, head.body_length);
  memcpy(question->bytes + sizeof head + head.body_length, log, head.log_length);
}
