/*
 * The image reader: any bytes either map, and then everything the runtime was told of lies inside what the image brought, or give one message.
 * Magic, version and size are put right first: bytes that fail there test nothing else.
 */
#include "runtime.h"
#include "unwind.h"

#include <stdlib.h>
#include <string.h>

enum { SLOTS = 3, IMPORTS = 3, PLACE = 4096 };

/* A program of two modules, as the linker would lay it out: ids are 32 times 'a' and 32 times 'b'. */
static struct {
  struct autojit_record records[2];
  void *slots[2][SLOTS];
  autojit_rel imports[2][IMPORTS];
  void *pointer;
  int variable;
} program;
static struct autojit_object object;

/* What one image was given, to be freed after it, and how large its code is. */
static uint8_t *code, *debug_object;
static size_t code_size;

static void require(bool fact) {
  if (!fact)
    abort();
}

static volatile uint8_t sink;
static void read_all(const uint8_t *from, size_t size) {
  for (size_t i = 0; i < size; ++i)
    sink = from[i];
}

struct code_space take_code_space(uintptr_t anchor, size_t size, size_t align) {
  require(align && align <= PLACE && (align & (align - 1)) == 0 && !code);
  /* Exactly as large as asked for, so that a byte too many is noticed. A size of 0 has an address too. */
  code = malloc(size ? size : 1);
  code_size = size;
  return (struct code_space){code, code, code};
}

void *take_memory(size_t size) {
  require(!debug_object);
  return debug_object = calloc(1, size);
}

uintptr_t code_behind(uintptr_t address) { return address; }
void note_arriving(void **slot, uintptr_t at) {}
void forget_arriving(void) {}

uintptr_t address_of_constant(const uint8_t *hash, uintptr_t own) {
  require(own >= (uintptr_t)code && own <= (uintptr_t)code + code_size);
  return hash[0] % 2 ? own : (uintptr_t)memcpy;
}

bool find_library_routine(const char *name, uintptr_t *address) {
  *address = name[0] == 'm' ? (uintptr_t)memcpy : 0;
  return strlen(name) % 2;
}

void remember_code(struct function_ref function, const uint8_t *start, uint32_t size) {
  require(function.slot < SLOTS && start >= code && start <= code + code_size && size <= (size_t)(code + code_size - start));
}

void tell_perf(const void *start, uint32_t size, const char *name) { read_all((const uint8_t *)name, strlen(name) + 1); }

/* Walks as unwinders do: by the lengths, to the end mark, and from each frame to what describes it. */
bool register_unwind_data(const void *slab, const uint8_t *const *eh_frames, uint32_t count) {
  require(count == 1);
  const uint8_t *eh_frame = *eh_frames;
  for (;;) {
    uint32_t length, back, described;
    memcpy(&length, eh_frame, sizeof length);
    if (length == 0)
      return true;
    memcpy(&back, eh_frame + 4, sizeof back);
    memcpy(&described, eh_frame + 4 - back, sizeof described);
    read_all(eh_frame + 4, length);
    eh_frame += 4 + (size_t)length;
  }
}

void register_debug_object(const void *start, size_t size) { read_all(start, size); }

static void lead(autojit_rel *field, const void *to) { *field = (autojit_rel)((const char *)to - (const char *)field); }

int LLVMFuzzerInitialize(int *count, char ***values);
int LLVMFuzzerInitialize(int *count, char ***values) {
  program.pointer = &program.variable;
  for (int m = 0; m < 2; ++m) {
    struct autojit_record *record = &program.records[m];
    record->magic = AUTOJIT_RECORD_MAGIC;
    record->version = AUTOJIT_RECORD_VERSION;
    memset(record->id, 'a' + m, sizeof record->id);
    record->slot_count = SLOTS;
    record->import_count = IMPORTS;
    record->direct_imports = 2;
    lead(&record->slots, program.slots[m]);
    lead(&record->imports, program.imports[m]);
    for (int i = 0; i < IMPORTS; ++i)
      lead(&program.imports[m][i], i < 2 ? (void *)&program.variable : (void *)&program.pointer);
  }
  object.first = program.records;
  object.end = program.records + 2;
  return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  uint8_t *image = malloc(size ? size : 1);
  memcpy(image, data, size);
  if (size >= sizeof(struct autojit_image_header)) {
    struct autojit_image_header *header = (struct autojit_image_header *)image;
    header->magic = AUTOJIT_IMAGE_MAGIC;
    header->version = AUTOJIT_IMAGE_VERSION;
    header->size = (uint32_t)size;
  }
  const char *missing = missing_routine(image, size);
  if (missing)
    read_all((const uint8_t *)missing, strlen(missing) + 1);
  struct mapping mapping = {.image = image, .size = size, .function = {&object, program.records, 1}};
  const char *problem = map_images(&mapping, 1);
  if (problem)
    require(*problem && !strchr(problem, '\n'));
  else
    require((uint8_t *)mapping.entry >= code && mapping.code_size <= (size_t)(code + code_size - (uint8_t *)mapping.entry));
  free(image);
  free(code);
  free(debug_object);
  code = debug_object = NULL;
  return 0;
}
