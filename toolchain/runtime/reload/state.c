#define _GNU_SOURCE
#include "lock.h"
#include "name.h"
#include "objects.h"
#include "reload.h"

#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* As of the last state; used by the listener alone. */
static struct autojit_object **objects;
static uint32_t object_count, object_room;

void add_bytes(struct text *text, const void *bytes, size_t size) {
  if (text->size + size > text->room) {
    size_t room = 2 * (text->size + size) + (64 << 10);
    char *larger = mmap(NULL, room, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (larger == MAP_FAILED) {
      text->full = true;
      return;
    }
    if (text->at) {
      memcpy(larger, text->at, text->size);
      munmap(text->at, text->room);
    }
    text->at = larger;
    text->room = room;
  }
  memcpy(text->at + text->size, bytes, size);
  text->size += size;
}

static void add_text(struct text *text, const char *more) { add_bytes(text, more, strlen(more)); }

__attribute__((format(printf, 2, 3))) static void add_format(struct text *text, const char *pattern, ...) {
  char line[256];
  va_list arguments;
  va_start(arguments, pattern);
  vsnprintf(line, sizeof line, pattern, arguments);
  va_end(arguments);
  add_text(text, line);
}

static void add_escaped(struct text *text, const char *value) {
  for (; *value; ++value)
    if (*value == '"' || *value == '\\' || (unsigned char)*value < ' ')
      add_format(text, "\\u%04x", (unsigned char)*value);
    else
      add_bytes(text, value, 1);
}

static void add_id(struct text *text, const uint8_t *id) {
  add_text(text, "\"");
  for (int i = 0; i < AUTOJIT_ID_SIZE; ++i)
    add_format(text, "%02x", id[i]);
  add_text(text, "\"");
}

/* Those that were exchanged while they were in use and were not called since; by their place among the patch's functions. */
static void add_waiting(struct text *text, const struct patch *patch) {
  bool any = false;
  for (uint32_t i = 0; i < patch->function_count; ++i)
    if (patch->functions[i].was_used && !__atomic_load_n(&patch->functions[i].entered, __ATOMIC_RELAXED)) {
      add_format(text, "%s%u", any ? "," : "", i);
      any = true;
    }
}

static void add_patches(struct text *text, const struct autojit_object *object) {
  bool any = false;
  for (const struct patch *patch = first_patch(); patch; patch = patch->older) {
    if (patch->parent != object)
      continue;
    add_format(text, "%s{\"data\":\"0x%lx\",\"stubs\":\"0x%lx\",\"waiting\":[", any ? "," : "", (unsigned long)patch->data,
               (unsigned long)patch->stubs);
    add_waiting(text, patch);
    add_text(text, "],\"notes\":");
    add_bytes(text, patch->notes, patch->notes_size);
    add_text(text, "}");
    any = true;
  }
}

static void add_object(struct text *text, const struct autojit_object *object) {
  char path[PATH_MAX];
  const uint8_t *begin = file_mapped_at((uintptr_t)object->first, path, path + sizeof path);
  add_text(text, "{\"path\":\"");
  add_escaped(text, begin ? path : "");
  add_format(text, "\",\"records\":\"0x%lx\",\"modules\":[", (unsigned long)object->first);
  for (const struct autojit_record *module = object->first; is_record(object, module); ++module) {
    add_text(text, module == object->first ? "" : ",");
    add_id(text, module->id);
  }
  add_text(text, "],\"sources\":[");
  for (const struct autojit_record *module = object->first; is_record(object, module); ++module) {
    add_text(text, module == object->first ? "\"" : ",\"");
    add_escaped(text, source_of(module));
    add_text(text, "\"");
  }
  add_text(text, "],\"patches\":[");
  add_patches(text, object);
  add_text(text, "]}");
}

/* Under the lock. The smaller tables before it are not given back. */
static bool note_objects(void) {
  object_count = 0;
  const struct autojit_object *object;
  for (uint32_t i = 0; (object = known_object(i)); ++i) {
    if (was_closed(object))
      continue;
    if (object_count == object_room) {
      struct autojit_object **larger = take_memory((2 * object_room + 64) * sizeof *larger);
      if (!larger)
        return false;
      if (object_count)
        memcpy(larger, objects, object_count * sizeof *larger);
      objects = larger;
      object_room = 2 * object_room + 64;
    }
    objects[object_count++] = (struct autojit_object *)(uintptr_t)object;
  }
  return true;
}

void write_state(struct text *text) {
  look_for_closed_objects();
  take_lock();
  text->full = !note_objects();
  add_format(text, "{\"format\":\"autojit-reload-state\",\"version\":%u,\"pid\":%d,\"objects\":[", AUTOJIT_RELOAD_VERSION, (int)getpid());
  for (uint32_t i = 0; i < object_count; ++i) {
    add_text(text, i ? "," : "");
    add_object(text, objects[i]);
  }
  release_lock();
  add_text(text, "]}");
}

struct autojit_object *object_of_state(uint32_t index) { return index < object_count && !was_closed(objects[index]) ? objects[index] : NULL; }
