#define _GNU_SOURCE
#include "state.h"

#include "autojit/trust.h"
#include "output.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static const char MAGIC[8] = "AJL1\n";

/* One walk over the fields serves both ways, so that they cannot differ. */
struct stream {
  uint8_t *data;
  size_t size, at;
  bool writes, broken;
};

static void field(struct stream *s, void *value, size_t size) {
  if (s->writes) {
    s->data = allocate_more(s->data, s->size + size);
    memcpy(s->data + s->size, value, size);
    s->size += size;
  } else if (s->broken || size > s->size - s->at) {
    s->broken = true;
    memset(value, 0, size);
  } else {
    memcpy(value, s->data + s->at, size);
    s->at += size;
  }
}

static void number(struct stream *s, uint64_t *value) { field(s, value, sizeof *value); }

static void text(struct stream *s, char **value) {
  uint64_t length = s->writes ? strlen(*value) : 0;
  number(s, &length);
  if (!s->writes) {
    s->broken |= length > s->size - s->at;
    *value = allocate(s->broken ? 0 : length);
  }
  field(s, *value, s->broken ? 0 : length);
  s->broken |= !s->broken && strlen(*value) != length;
}

/* Room for `count` elements when reading; each takes at least a byte. */
static void list(struct stream *s, uint64_t *count, void **elements, size_t size) {
  number(s, count);
  if (s->writes)
    return;
  s->broken |= *count > s->size - s->at;
  if (s->broken)
    *count = 0;
  *elements = allocate(*count * size);
}

static void stamp(struct stream *s, struct stamp *value) {
  number(s, &value->device);
  number(s, &value->number);
  number(s, &value->size);
  number(s, &value->written);
  number(s, &value->changed);
}

static void digest(struct stream *s, struct digest *value) { field(s, value->bytes, sizeof value->bytes); }

static void walk(struct stream *s, struct state *state) {
  char magic[sizeof MAGIC];
  memcpy(magic, MAGIC, sizeof magic);
  field(s, magic, sizeof magic);
  s->broken |= memcmp(magic, MAGIC, sizeof magic) != 0;
  text(s, &state->output);
  digest(s, &state->command);
  digest(s, &state->content);
  list(s, &state->input_count, (void **)&state->inputs, sizeof *state->inputs);
  for (uint64_t i = 0; i != state->input_count; ++i) {
    struct known_input *input = &state->inputs[i];
    text(s, &input->path);
    stamp(s, &input->stamp);
    digest(s, &input->digest);
    number(s, &input->only_stamp);
    list(s, &input->part_count, (void **)&input->parts, sizeof *input->parts);
    for (uint64_t p = 0; p != input->part_count; ++p) {
      digest(s, &input->parts[p].digest);
      number(s, &input->parts[p].place);
    }
  }
  list(s, &state->written_count, (void **)&state->written, sizeof *state->written);
  for (uint64_t i = 0; i != state->written_count; ++i) {
    text(s, &state->written[i].path);
    stamp(s, &state->written[i].stamp);
  }
}

static uint64_t nanoseconds(struct timespec time) { return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec; }

struct stamp stamp_of(const struct stat *status) {
  return (struct stamp){status->st_dev, status->st_ino, (uint64_t)status->st_size, nanoseconds(status->st_mtim), nanoseconds(status->st_ctim)};
}

bool same_stamp(const struct stamp *a, const struct stamp *b) { return memcmp(a, b, sizeof *a) == 0; }

char *state_folder(void) {
  const char *chosen = getenv("AUTOJIT_STORE"), *cache = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
  char *store = chosen && *chosen        ? copy_of(chosen, strlen(chosen))
                : cache && *cache == '/' ? format("%s/autojit/store", cache)
                : home && *home == '/'   ? format("%s/.cache/autojit/store", home)
                                         : NULL;
  struct stat status;
  /* The compiler makes stores; where there is none nothing was compiled. */
  if (!store || stat(store, &status) != 0 || !autojit_is_private_folder(&status))
    return NULL;
  char *folder = format("%s/links", store);
  mkdir(folder, 0700);
  return stat(folder, &status) == 0 && autojit_is_private_folder(&status) && access(folder, W_OK) == 0 ? folder : NULL;
}

char *state_path(const char *folder, const char *output) {
  struct digest name = digest_of(output, strlen(output));
  char hex[33];
  for (int i = 0; i != 16; ++i)
    snprintf(hex + 2 * i, 3, "%02x", name.bytes[i]);
  return format("%s/%s", folder, hex);
}

bool read_state(const char *path, struct state *state) {
  *state = (struct state){0};
  struct stat status;
  if (lstat(path, &status) != 0 || !autojit_is_private_file(&status))
    return false;
  struct stream s = {0};
  s.data = (uint8_t *)read_text(path, &s.size);
  if (!s.data || s.size < sizeof(struct digest))
    return false;
  s.size -= sizeof(struct digest);
  struct digest content = digest_of(s.data, s.size);
  if (memcmp(&content, s.data + s.size, sizeof content) != 0)
    return false;
  walk(&s, state);
  free(s.data);
  return !s.broken && s.at == s.size;
}

bool write_state(const char *path, const struct state *state) {
  struct stream s = {.writes = true};
  walk(&s, (struct state *)state);
  struct digest content = digest_of(s.data, s.size);
  field(&s, &content, sizeof content);
  bool done = replace_file(path, (struct bytes){s.data, s.size}, 0600);
  free(s.data);
  return done;
}

/* The output's path is the first field: no need to read all of it. */
static bool is_left_over(const char *path) {
  char start[sizeof MAGIC + sizeof(uint64_t) + 4096] = {0};
  int file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  ssize_t size = file < 0 ? -1 : read(file, start, sizeof start - 1);
  if (file >= 0)
    close(file);
  if (size < (ssize_t)(sizeof MAGIC + sizeof(uint64_t)) || memcmp(start, MAGIC, sizeof MAGIC) != 0)
    return false;
  uint64_t length;
  memcpy(&length, start + sizeof MAGIC, sizeof length);
  if (length >= sizeof start - sizeof MAGIC - sizeof length)
    return false;
  start[sizeof MAGIC + sizeof length + length] = 0;
  return access(start + sizeof MAGIC + sizeof length, F_OK) != 0;
}

void tidy_states(const char *folder) {
  enum { LOOKS = 16 };
  DIR *entries = opendir(folder);
  if (!entries)
    return;
  long skipped = 0, count = 0;
  while (readdir(entries))
    ++count;
  if (count > LOOKS) /* other ones each time */
    skipped = (long)(time(NULL) % count);
  rewinddir(entries);
  int looks = 0;
  for (struct dirent *entry; looks != LOOKS && (entry = readdir(entries));) {
    if (skipped-- > 0 || *entry->d_name == '.')
      continue;
    ++looks;
    char *path = format("%s/%s", folder, entry->d_name);
    char *kept = format("%s.out", path);
    if (is_left_over(path)) {
      unlink(path);
      unlink(kept);
    }
    free(kept);
    free(path);
  }
  closedir(entries);
}
