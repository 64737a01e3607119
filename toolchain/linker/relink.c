#define _GNU_SOURCE
#include "relink.h"

#include "elf-file.h"
#include "output.h"
#include "state.h"
#include "temporaries.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

/* Files without modules that are larger are not read: when they are written anew, they are taken for changed. */
#define LARGEST_READ (1u << 20)

static bool stat_file(const char *path, struct stat *status) { return stat(path, status) == 0 && S_ISREG(status->st_mode); }

static char *absolute(const char *path) {
  char *folder = *path == '/' ? NULL : get_current_dir_name();
  if (*path != '/' && !folder)
    return NULL;
  char *result = folder ? format("%s/%s", folder, path) : copy_of(path, strlen(path));
  free(folder);
  return result;
}

static void digest_presence(llvm_blake3_hasher *hasher, char *path) {
  digest_number(hasher, access(path, F_OK) == 0);
  free(path);
}

/* Which library a -l leads to depends on what is in the folders. */
static void digest_search(llvm_blake3_hasher *hasher, const struct link *link) {
  for (size_t f = 0; f != link->folders.count; ++f)
    for (size_t l = 0; l != link->libraries.count; ++l) {
      const char *folder = link->folders.at[f], *name = link->libraries.at[l];
      if (*name == ':') {
        digest_presence(hasher, format("%s/%s", folder, name + 1));
        continue;
      }
      digest_presence(hasher, format("%s/lib%s.so", folder, name));
      digest_presence(hasher, format("%s/lib%s.a", folder, name));
    }
}

/* What linkers are told by their surroundings. */
static void digest_environment(llvm_blake3_hasher *hasher) {
  static const char *const starts[] = {"LD_", "LLD_", "MOLD_", "LDEMULATION=", "GNUTARGET=", "COLLECT_NO_DEMANGLE=", "SOURCE_DATE_EPOCH="};
  for (char **variable = environ; *variable; ++variable)
    for (size_t i = 0; i != sizeof starts / sizeof *starts; ++i)
      if (starts_with(*variable, starts[i]))
        digest_text(hasher, *variable);
}

struct place find_place(const struct link *link, const char *linker, const char *folder) {
  struct place place = {0};
  struct stat status;
  llvm_blake3_hasher hasher;
  llvm_blake3_hasher_init(&hasher);
  for (char **word = link->words.at; word && *word; ++word) {
    char *same = set_aside(*word, &place.names);
    digest_text(&hasher, same);
    free(same);
  }
  digest_search(&hasher, link);
  digest_environment(&hasher);
  char *here = get_current_dir_name();
  digest_text(&hasher, here ? here : "");
  free(here);
  digest_text(&hasher, linker);
  if (stat_file(linker, &status)) {
    struct stamp stamp = stamp_of(&status);
    llvm_blake3_hasher_update(&hasher, &stamp, sizeof stamp);
  }
  place.command = digest_end(&hasher);
  place.output = absolute(link->output);
  place.state = state_path(folder, place.output ? place.output : link->output);
  place.kept = format("%s.out", place.state);
  return place;
}

/* A file's bytes, to be changed at will. */
static struct bytes copy_file(const char *path, struct stat *status) {
  struct bytes none = {0};
  if (lstat(path, status) != 0 || !S_ISREG(status->st_mode))
    return none;
  size_t size = 0;
  uint8_t *data = (uint8_t *)read_text(path, &size);
  return data ? (struct bytes){data, size} : none;
}

/* The bytes that the last link wrote: the output's, or, since many builds remove or strip that, those of the other name that it was given. */
static struct bytes last_output(const struct state *state, const struct place *place) {
  const char *const paths[] = {place->output, place->kept};
  for (int i = 0; i != 2; ++i) {
    struct stat status;
    struct bytes file = copy_file(paths[i], &status);
    struct digest content = digest_of(file.data, file.size);
    if (file.data && same_digest(&content, &state->content))
      return file;
    free((void *)file.data);
  }
  return (struct bytes){0};
}

/* What linkers ask of the system for what they make; whatever was there before, and its mode, does not count. */
static mode_t mode_of_output(struct bytes output) {
  struct elf_file elf;
  const bool runs = open_elf(output, &elf) && elf.header.e_type != ET_REL;
  close_elf(&elf);
  return runs ? 0777 : 0666;
}

/* Gives the output its other name; where that cannot be (another file system), the output itself must do. */
static void keep_output(const struct place *place) {
  char *temporary = format("%s.%d", place->kept, getpid());
  if (link(place->output, temporary) == 0 && rename(temporary, place->kept) != 0)
    unlink(place->kept);
  unlink(temporary); /* rename does nothing where both are names of one file */
  free(temporary);
}

void forget_link(const struct place *place) {
  unlink(place->state);
  unlink(place->kept);
}

static uint64_t read_clock(clockid_t clock) {
  struct timespec time;
  clock_gettime(clock, &time);
  return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

/*
 * The clock of file systems, which ticks some hundred times a second. Since Linux 6.13 some files have finer times, between this and the next
 * tick.
 */
static uint64_t now(void) { return read_clock(CLOCK_REALTIME_COARSE); }

/* When a link began, by both clocks. */
struct moment {
  uint64_t tick, time;
};

static void await_tick(void) {
  const struct timespec moment = {.tv_nsec = 500000};
  for (const uint64_t before = now(); now() == before;)
    nanosleep(&moment, NULL);
}

uint64_t begin_link(char *const *words) {
  const uint64_t start = now();
  struct stat status;
  for (; *words; ++words) {
    if (**words == '-' || !stat_file(*words, &status))
      continue;
    const struct stamp stamp = stamp_of(&status);
    if (stamp.written >= start || stamp.changed >= start) {
      await_tick();
      return now();
    }
  }
  return start;
}

/*
 * Whether somebody may be writing the file. What was written in the tick of the clock in which the link began could be written once more without
 * showing it, so that tick must be over; a compiler that links by itself is that fast.
 */
static bool is_being_written(const char *path, const struct stamp *stamp, struct moment start) {
  if (stamp->written < start.tick && stamp->changed < start.tick)
    return false;
  if (stamp->written > start.time || stamp->changed > start.time)
    return true;
  await_tick();
  struct stat status;
  if (!stat_file(path, &status))
    return true;
  const struct stamp again = stamp_of(&status);
  return !same_stamp(&again, stamp);
}

/* The output as it will be. */
struct patch {
  uint8_t *data;
  bool changed;
};

/* Takes the file's parts into the output; null, or why that cannot be done. */
static const char *put_parts(struct known_input *known, const struct input *input, const char *path, const struct link *link, struct patch *patch) {
  if (input->is_bitcode || input->is_thin || input->part_count != known->part_count || !same_digest(&input->digest, &known->digest))
    return format("%s differs in more than bodies", path);
  for (size_t i = 0; i != input->part_count; ++i) {
    const struct part *part = &input->parts[i];
    struct digest digest = digest_part(input, part);
    if (known->parts[i].place == NOWHERE || same_digest(&digest, &known->parts[i].digest))
      continue;
    if (known->parts[i].place == UNCLEAR || (part->kind != MODULE_ID && link->indexes_debug_info))
      return format("the debug info of %s changed, and the output does not show where it is", path);
    put_part(patch->data, known->parts[i].place, input, part);
    known->parts[i].digest = digest;
    patch->changed = true;
  }
  return NULL;
}

static const char *update(struct known_input *known, const struct link *link, const struct place *place, struct moment start, struct patch *patch) {
  char *path = put_back(known->path, &place->names);
  struct stat status;
  if (!path || !stat_file(path, &status))
    return format("%s is gone", path ? path : known->path);
  const struct stamp stamp = stamp_of(&status);
  if (same_stamp(&stamp, &known->stamp))
    return NULL;
  if (known->only_stamp)
    return format("%s was written anew", path);
  if (is_being_written(path, &stamp, start))
    return format("%s is being written", path);
  struct input input;
  if (!read_input(path, &input))
    return format("%s cannot be read", path);
  const char *reason = put_parts(known, &input, path, link, patch);
  close_input(&input);
  known->stamp = stamp;
  return reason;
}

const char *patch_last(const struct link *link, const struct place *place) {
  struct state state;
  struct stat status;
  const struct moment start = {now(), read_clock(CLOCK_REALTIME)};
  if (!read_state(place->state, &state) || strcmp(state.output, place->output) != 0)
    return "nothing is known of an earlier link";
  if (!same_digest(&state.command, &place->command))
    return "the command line, the linker or what libraries there are changed";
  for (uint64_t i = 0; i != state.written_count; ++i) {
    if (!stat_file(state.written[i].path, &status))
      return format("%s is gone", state.written[i].path);
    const struct stamp stamp = stamp_of(&status);
    if (!same_stamp(&stamp, &state.written[i].stamp))
      return format("%s was changed", state.written[i].path);
  }
  if (lstat(place->output, &status) == 0 && !S_ISREG(status.st_mode))
    return "the output is a symbolic link or no file"; /* some linkers write through a link, others in its place */
  struct bytes output = last_output(&state, place);
  if (!output.data)
    return "what the last link wrote was changed";
  struct patch patch = {(uint8_t *)output.data, false};
  for (uint64_t i = 0; i != state.input_count; ++i) {
    const char *reason = update(&state.inputs[i], link, place, start, &patch);
    if (reason)
      return reason;
  }
  if (patch.changed)
    renew_build_id(patch.data, output.size, link->words.at);
  state.content = digest_of(output.data, output.size);
  if (!replace_file(place->output, output, mode_of_output(output)))
    return "the output cannot be written anew";
  if (write_state(place->state, &state))
    keep_output(place);
  else
    forget_link(place);
  return NULL;
}

/* Adds what is to be known of an input; false when nothing may be kept because of it. */
static bool learn(struct known_input *known, const char *path, const struct output *output, struct place *place, uint64_t start, bool *modules) {
  struct stat status;
  struct input input;
  if (!stat_file(path, &status))
    return false;
  known->path = set_aside(path, &place->names);
  known->stamp = stamp_of(&status);
  if (known->stamp.written >= start || known->stamp.changed >= start || !read_input(path, &input))
    return false;
  bool good = !input.is_bitcode && !input.is_thin;
  known->digest = input.digest;
  known->only_stamp = input.part_count == 0 && input.file.size > LARGEST_READ;
  known->part_count = input.part_count;
  known->parts = allocate(input.part_count * sizeof *known->parts);
  uint64_t *places = allocate(input.part_count * sizeof *places);
  find_parts(output, &input, places);
  for (size_t i = 0; i != input.part_count; ++i)
    known->parts[i] = (struct known_part){digest_part(&input, &input.parts[i]), places[i]};
  *modules |= input.has_modules;
  free(places);
  close_input(&input);
  return good;
}

static bool learn_inputs(struct state *state, struct words inputs, const struct output *output, struct place *place, uint64_t start) {
  bool good = inputs.count > 0, modules = false;
  state->inputs = allocate(inputs.count * sizeof *state->inputs);
  for (size_t i = 0; good && i != inputs.count; ++i)
    good = learn(&state->inputs[state->input_count++], inputs.at[i], output, place, start, &modules);
  return good && modules;
}

static bool learn_written(struct state *state, struct words paths) {
  state->written = allocate(paths.count * sizeof *state->written);
  for (size_t i = 0; i != paths.count; ++i) {
    struct stat status;
    if (!stat_file(paths.at[i], &status))
      return false;
    state->written[state->written_count++] = (struct known_file){paths.at[i], stamp_of(&status)};
  }
  return true;
}

void keep_link(const struct link *link, const struct place *place, struct words inputs, uint64_t start) {
  struct state state = {.output = place->output, .command = place->command};
  struct place mine = *place;
  mine.names = (struct words){0};
  for (size_t i = 0; i != place->names.count; ++i)
    add_word(&mine.names, place->names.at[i]);
  struct stat status;
  struct bytes file = copy_file(place->output, &status);
  struct output output;
  for (size_t i = 0; i != link->reads.count; ++i)
    add_word(&inputs, link->reads.at[i]);
  bool good = file.data && open_output(file, &output);
  good = good && learn_inputs(&state, inputs, &output, &mine, start) && learn_written(&state, link->writes);
  /* A name that is not in the command line cannot be found again. */
  if (good && mine.names.count == place->names.count) {
    state.content = digest_of(file.data, file.size);
    if (write_state(place->state, &state))
      keep_output(place);
  }
}
