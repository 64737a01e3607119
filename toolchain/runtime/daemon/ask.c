#define _GNU_SOURCE
#include "client.h"
#include "images/images.h"
#include "turn.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>

enum { SOON_MS = 1 };

/* What is known of a turn's question. */
static struct asking {
  uint8_t *buffer; /* the answer is read into this; it grows */
  size_t room;
  const char *last_problem;
  bool refused;
  char refusal[1024];
  int asked_on; /* the connection on which it was sent already, plus one; 0: it was not */
  struct question question;
} askings[MOST_TURNS];

static struct asking *ours(void) { return &askings[this_turn()]; }

/*
 * A daemon whose code generator dies of somebody's function is there again at once, but has forgotten what it was asked; one that was killed may have
 * a successor.
 */
enum { MOST_ATTEMPTS = 4 };

/* Of whichever turn was last. */
static const char *latest_problem;

const char *why_not_by_daemon(void) { return __atomic_load_n(&latest_problem, __ATOMIC_ACQUIRE); }

const char *refused_by_daemon(void) { return ours()->refused ? ours()->last_problem : NULL; }

/* The daemon's own words. */
static void keep_refusal(struct asking *question, const char *text, size_t size) {
  size_t length = size < sizeof question->refusal ? size : sizeof question->refusal - 1;
  memcpy(question->refusal, text, length);
  question->refusal[length] = 0;
  question->last_problem = question->refusal;
}

static bool make_room(struct asking *question, size_t size) {
  if (size <= question->room)
    return true;
  size_t wanted = (size + (256 << 10) - 1) & ~(size_t)((256 << 10) - 1);
  void *larger = mmap(NULL, wanted, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (larger == MAP_FAILED)
    return false;
  if (question->buffer)
    munmap(question->buffer, question->room);
  question->buffer = larger;
  question->room = wanted;
  return true;
}

void forget_question(void) { ours()->asked_on = 0; }

static bool ask(int file, struct function_ref function, struct function_ref caller, uint32_t flags) {
  struct question *question = &ours()->question;
  bool asked = ours()->asked_on == file + 1;
  ours()->asked_on = 0;
  if (asked)
    return true;
  put_question(question, AUTOJIT_MESSAGE_MATERIALIZE, function, caller, flags);
  return question->size && send_bytes(file, question->bytes, question->size);
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
  ours()->asked_on = 0;
  if (file < 0 || !ask(file, function, caller, flags))
    return false; /* ask_daemon finds out why */
  ours()->asked_on = file + 1;
  struct pollfd event = {.fd = file, .events = POLLIN};
  return poll(&event, 1, SOON_MS) == 1 && recv(file, &head, sizeof head, MSG_PEEK | MSG_DONTWAIT) == sizeof head &&
         head.kind != AUTOJIT_MESSAGE_WORKING;
}

bool is_answer(const struct autojit_log_entry *entry, size_t size, const uint8_t *module, uint32_t slot) {
  return entry->size == size && autojit_log_entry_makes_sense(entry) && entry->slot == slot && memcmp(entry->module, module, AUTOJIT_ID_SIZE) == 0 &&
         autojit_log_entry_is_intact(entry);
}

static const char *receive_answer(int file, struct function_ref function, struct engine_answer *answer, bool *made) {
  static const char GARBAGE[] = "the daemon's answer makes no sense";
  struct asking *question = ours();
  struct autojit_message head;
  *made = false;
  if (!wait_for_answer(file, &head, AUTOJIT_LONGEST_WAIT_MS))
    return "the daemon went away or does not answer";
  size_t rest = head.size - sizeof head;
  if (!make_room(question, head.size))
    return "there is no memory for the daemon's answer";
  if (!receive_bytes(file, question->buffer + sizeof head, rest))
    return "the daemon went away while it answered";
  if (head.kind == AUTOJIT_MESSAGE_FAILED || head.kind == AUTOJIT_MESSAGE_REFUSED) {
    question->refused = head.kind == AUTOJIT_MESSAGE_REFUSED;
    keep_refusal(question, (const char *)question->buffer + sizeof head, rest);
    return NULL;
  }
  struct autojit_image_answer *image = (struct autojit_image_answer *)question->buffer;
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
  ours()->refused = false;
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
    ours()->last_problem = *problem;
  __atomic_store_n(&latest_problem, ours()->last_problem, __ATOMIC_RELEASE);
  return made;
}
