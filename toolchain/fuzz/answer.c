/*
 * What a program takes for a daemon's answer: from any bytes, only an image that is whole, has its checksum, and is that of the function which was
 * asked for. Checksums are put right where the rest may be one: bytes that fail there test nothing else.
 */
#include "daemon/client.h"
#include "images/images.h"

#include <stdlib.h>
#include <string.h>

static const uint8_t *input;
static size_t left;
static const struct autojit_record module = {.id = "the module that was asked for"};

static void require(bool fact) {
  if (!fact)
    abort();
}

bool send_bytes(int file, const void *bytes, size_t size) { return true; }
bool receive_bytes(int file, void *bytes, size_t size) {
  if (size > left)
    return false;
  memcpy(bytes, input, size);
  input += size;
  left -= size;
  return true;
}
int connection(const char **problem, uint64_t *connect_ns) { return 0; }
void disconnect(void) {}
void give_daemon_up(void) {}
unsigned this_turn(void) { return 0; }
uint64_t now_ns(void) { return 0; }
void put_question(struct question *question, enum autojit_message_kind kind, struct function_ref function, struct function_ref caller,
                  uint32_t flags) {
  question->size = 0;
}

/* Behind heads of messages that only say that it takes its time. */
static void mend_checksum(uint8_t *data, size_t size) {
  struct autojit_image_answer *answer = (struct autojit_image_answer *)data;
  if (size >= sizeof *answer && answer->entry.size <= size - offsetof(struct autojit_image_answer, entry) &&
      answer->entry.size >= sizeof answer->entry)
    autojit_log_checksum(&answer->entry, answer->entry.checksum);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  uint8_t *copy = malloc(size + 1);
  memcpy(copy, data, size);
  mend_checksum(copy, size);
  input = copy;
  left = size;
  struct engine_answer answer;
  const char *problem;
  uint64_t ns;
  if (ask_daemon((struct function_ref){NULL, &module, 3}, (struct function_ref){NULL, NULL, 0}, 0, &answer, &problem, &ns)) {
    const struct autojit_log_entry *entry = (const struct autojit_log_entry *)answer.image - 1;
    require(entry->slot == 3 && memcmp(entry->module, module.id, AUTOJIT_ID_SIZE) == 0 && autojit_log_entry_is_intact(entry));
    require(answer.size == entry->size - sizeof *entry && answer.size <= size);
  }
  free(copy);
  return 0;
}
