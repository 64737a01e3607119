#define _GNU_SOURCE
#include "client.h"
#include "images/images.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>

enum { SOON_MS = 1 };

/* Answers are read into this; it grows. */
static uint8_t *buffer;
static size_t room;

static const char *last_problem;
static bool refused;

/*
 * A daemon whose code generator dies of somebody's function is there again at once, but has forgotten what it was asked; one that was killed may have
 * a successor.
 */
enum { MOST_ATTEMPTS = 4 };

const char *why_not_by_daemon(void) { return last_problem; }

const char *refused_by_daemon(void) { return refused ? last_problem : NULL; }

/* The daemon's own words. */
static void keep_refusal(const char *text, size_t size) {
  static char refusal[1024];
  size_t length = size < sizeof refusal ? size : sizeof refusal - 1;
  memcpy(refusal, text, length);
  refusal[length] = 0;
  last_problem = refusal;
}

static bool make_room(size_t size) {
  if (size <= room)
    return true;
  size_t wanted = (size + (256 << 10) - 1) & ~(size_t)((256 << 10) - 1);
  void *larger = mmap(NULL, wanted, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (larger == MAP_FAILED)
    return false;
  if (buffer)
    munmap(buffer, room);
  buffer = larger;
  room = wanted;
  return true;
}

/* The question was sent already, on this connection; -1: none was. */
static int asked_on = -1;

void forget_question(void) { asked_on = -1; }

static bool ask(int file, struct function_ref function, struct function_ref caller, uint32_t flags) {
  static struct question question;
  bool asked = asked_on == file;
  asked_on = -1;
  if (asked)
    return true;
  put_question(&question, AUTOJIT_MESSAGE_MATERIALIZE, function, caller, flags);
  return question.size && send_bytes(file, question.bytes, question.size);
}

/* The message's head, once it is another than WORKING; false when the daemon is to be given up. */
bool wait_for_answer(int file, struct autojit_message *head, uint64_t longest_ms) {
  uint64_t start = now_ns();
  do
    if (!receive_bytes(file, head, sizeof *head) || head->size < sizeof *head || head->size > AUTOJIT_LONGEST_ANSWER ||
        now_ns() - start > longest_ms * 1000000)
      return false;
  while (head->kind == AUTOJIT_MESSAGE_WORKING && head->size == sizeof *head);
  return true;
}

bool daemon_answers_soon(struct function_ref function, struct function_ref caller, uint32_t flags) {
  const char *problem;
  uint64_t connect_ns;
  int file = connection(&problem, &connect_ns);
  struct autojit_message head;
  asked_on = -1;
  if (file < 0 || !ask(file, function, caller, flags))
    return false; /* ask_daemon finds out why */
  asked_on = file;
  struct pollfd event = {.fd = file, .events = POLLIN};
  return poll(&event, 1, SOON_MS) == 1 && recv(file, &head, sizeof head, MSG_PEEK | MSG_DONTWAIT) == sizeof head &&
         head.kind != AUTOJIT_MESSAGE_WORKING;
}

bool is_answer(const struct autojit_log_entry *entry, size_t size, const uint8_t *module, uint32_t slot) {
  return entry->size == size && size % 8 == 0 && entry->slot == slot && memcmp(entry->module, module, AUTOJIT_ID_SIZE) == 0 && is_intact(entry);
}

static const char *receive_answer(int file, struct function_ref function, struct engine_answer *answer, bool *made) {
  static const char GARBAGE[] = "the daemon's answer makes no sense";
  struct autojit_message head;
  *made = false;
  if (!wait_for_answer(file, &head, AUTOJIT_LONGEST_WAIT_MS))
    return "the daemon went away or does not answer";
  size_t rest = head.size - sizeof head;
  if (!make_room(head.size))
    return "there is no memory for the daemon's answer";
  if (!receive_bytes(file, buffer + sizeof head, rest))
    return "the daemon went away while it answered";
  if (head.kind == AUTOJIT_MESSAGE_FAILED || head.kind == AUTOJIT_MESSAGE_REFUSED) {
    refused = head.kind == AUTOJIT_MESSAGE_REFUSED;
    keep_refusal((const char *)buffer + sizeof head, rest);
    return NULL;
  }
  struct autojit_image_answer *image = (struct autojit_image_answer *)buffer;
  if (head.kind != AUTOJIT_MESSAGE_IMAGE || head.size < sizeof *image ||
      !is_answer(&image->entry, head.size - offsetof(struct autojit_image_answer, entry), function.module->id, function.slot))
    return GARBAGE;
  *answer = (struct engine_answer){
      .image = image + 1, .size = head.size - sizeof *image, .key = image->entry.key, .kept = image->kept != 0, .doubtful = true};
  *made = true;
  return NULL;
}

static bool ask_patiently(struct function_ref function, struct function_ref caller, uint32_t flags, struct engine_answer *answer,
                          const char **problem, uint64_t *connect_ns) {
  bool made;
  *connect_ns = 0;
  refused = false;
  for (int attempt = 0; attempt < MOST_ATTEMPTS; ++attempt) {
    int file = connection(problem, connect_ns);
    if (file < 0)
      return false;
    errno = 0;
    *problem = ask(file, function, caller, flags) ? receive_answer(file, function, answer, &made) : "the daemon went away";
    if (!*problem)
      return made;
    if (errno == EAGAIN) { /* its time is up; another attempt would take as long */
      give_daemon_up();
      return false;
    }
    disconnect();
  }
  return false;
}

bool ask_daemon(struct function_ref function, struct function_ref caller, uint32_t flags, struct engine_answer *answer, const char **problem,
                uint64_t *connect_ns) {
  bool made = ask_patiently(function, caller, flags, answer, problem, connect_ns);
  if (*problem)
    last_problem = *problem;
  return made;
}
