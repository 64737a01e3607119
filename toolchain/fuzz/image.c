/*
 * The image reader, and what debuggers are told of it: any bytes either map, and then everything the runtime was told of lies inside what the image
 * brought, or give one message. Magic, version and size are put right first: bytes that fail there test nothing else.
 */
#include "check.h"
#include "debug-object.h"
#include "runtime.h"
#include "tiers/tiers.h"
#include "unwind.h"

#include <stdlib.h>
#include <string.h>

enum { SLOTS = 3, IMPORTS = 3, PLACE = 4096, MOST_BLOCKS = 64 };

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
static uint8_t *code;
static size_t code_size;
static void *blocks[MOST_BLOCKS];
static unsigned block_count;
static bool debugger_listens;

static void require(bool fact) {
  if (!fact)
    abort();
}

static volatile uint8_t sink;
static void read_all(const uint8_t *from, size_t size) {
  for (size_t i = 0; i < size; ++i)
    sink = from[i];
}

struct code_space take_code_space(const struct autojit_object *of, size_t size, size_t align) {
  require(of == &object && align && align <= PLACE && (align & (align - 1)) == 0 && !code);
  /* Exactly as large as asked for, so that a byte too many is noticed. A size of 0 has an address too. */
  code = malloc(size ? size : 1);
  code_size = size;
  return (struct code_space){code, code, code, 0};
}

void end_writing(struct code_space space) { require(space.write == code); }

static void *take_block(size_t size) {
  require(block_count < MOST_BLOCKS);
  return blocks[block_count++] = calloc(1, size);
}

/* An object for a debugger that listens ends with the image; what describes objects that grow is used again. */
void *take_memory(size_t size) { return debugger_listens ? take_block(size) : calloc(1, size); }
void *take_from_pool(struct pool *pool, size_t size) { return take_block(size); }
void empty_pool(struct pool *pool) {}

struct draft *new_draft(struct function_ref function, uint32_t size) {
  static struct draft only;
  return &only;
}
void draft_is_hot(int32_t *counter) {}
bool is_reloadable(void) { return debugger_listens; }
void *const *cell_of_stub(struct autojit_object *of, uintptr_t address) {
  static void *cell;
  return address % 2 ? &cell : NULL;
}

uintptr_t code_behind(uintptr_t address) { return address; }
uintptr_t gate_before(struct autojit_object *of, const char *name, uintptr_t target) {
  read_all((const uint8_t *)name, strlen(name) + 1);
  return target;
}
void note_arriving(void **slot, uintptr_t at) {}
void forget_arriving(void) {}

uintptr_t address_of_constant(const struct autojit_object *of, const uint8_t *hash, uintptr_t own) {
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

bool debugger_wants_objects(void) { return debugger_listens; }
bool tell_debugger(const void *start, const void *end, bool stop) {
  read_all(start, (size_t)((const uint8_t *)end - (const uint8_t *)start));
  return true;
}
void untell_debugger(const void *start) {}
void tell_valgrind(const void *image, const uint8_t *run, const void *start, size_t size) {}

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
  debugger_listens = size % 2;
  const char *missing = missing_routine(image, size);
  if (missing)
    read_all((const uint8_t *)missing, strlen(missing) + 1);
  struct mapping mapping = {.image = image, .size = size, .function = {&object, program.records, 1}};
  /* Somebody else made it: asked before it is kept, for this program and for what it was before an edit. */
  const char *refused[] = {check_image(&mapping), check_earlier_image(&mapping, program.records[0].id)};
  for (int i = 0; i < 2; ++i)
    require(!refused[i] || (*refused[i] && !strchr(refused[i], '\n')));
  const char *problem = map_images(&mapping, 1);
  if (problem)
    require(*problem && !strchr(problem, '\n'));
  else
    require((uint8_t *)mapping.entry >= code && mapping.code_size <= (size_t)(code + code_size - (uint8_t *)mapping.entry));
  forget_description(code);
  free(image);
  free(code);
  code = NULL;
  while (block_count)
    free(blocks[--block_count]);
  return 0;
}
