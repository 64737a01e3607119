/*
 * Finals that a run did not live to see (docs/decisions/036). When it ends, it says which of its drafts were worth one: to a daemon that runs, or to
 * a process that it starts for that, which works when nobody else does, and which nobody waits for.
 */
#define _GNU_SOURCE
#include "daemon/client.h"
#include "images/images.h"
#include "making.h"
#include "process.h"
#include "system.h"
#include "text.h"
#include "tiers.h"

#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <unistd.h>

enum { MOST_FINALS = 1024, LONGEST_LIST = 512 << 10 };

/* Used by the thread that ends the program. */
static struct list {
  uint8_t *bytes; /* questions as a daemon gets them, back to back; null: there is nothing to make */
  size_t size;
  char log[4096]; /* of the first */
} list;

static const char *log_path_of(const struct draft *draft) {
  const struct image_log *log = log_of(draft->function.object);
  return log ? log->path : "";
}

/* Nobody made it since. */
static bool is_missing(const struct draft *draft) {
  return *log_path_of(draft) && !find_news(log_of(draft->function.object), draft->function, false);
}

static void add(const struct draft *draft) {
  static struct question question;
  put_question(&question, AUTOJIT_MESSAGE_EXPECT, draft->function, (struct function_ref){NULL, NULL, 0}, AUTOJIT_MATERIALIZE_BEHIND);
  if (!question.size || list.size + question.size > LONGEST_LIST)
    return;
  if (!list.size)
    strcpy(list.log, log_path_of(draft));
  memcpy(list.bytes + list.size, question.bytes, question.size);
  list.size += question.size;
}

/* In a child of fork too, which has drafts of its parent's: it is one that ends by itself. */
void gather_finals_for_later(void) {
  static struct worthy found[MOST_FINALS];
  uint32_t count = tiers_are_on() && finals_can_be_made() ? find_worthy(found, MOST_FINALS) : 0;
  if (!count)
    return;
  list.size = 0;
  list.bytes = mmap(NULL, LONGEST_LIST, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (list.bytes == MAP_FAILED) {
    list.bytes = NULL;
    return;
  }
  for (uint32_t i = 0; i < count; ++i)
    if (is_missing(found[i].draft))
      add(found[i].draft);
}

/* Whoever has the log locked makes finals for it, and it stays locked as long as any process has this file; negative when somebody else has it. */
static int lock_log(void) {
  int file = (int)system_call(SYS_openat, AT_FDCWD, (long)list.log, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0);
  if (file >= 0 && flock(file, LOCK_EX | LOCK_NB) != 0) {
    system_close(file);
    file = -1;
  }
  return file;
}

/* Its parent is there longer than we are, and of the same session. */
static void start_maker(int questions, int lock) {
  char starter[NUMBER_ROOM];
  const int files[] = {questions, lock};
  const char *const options[] = {"--finals", "3", "--starter", write_number(starter, (unsigned)getppid()), NULL};
  start_autojitd(options, files, 2);
}

static void have_them_made(void) {
  if (may_ask_daemon() && leave_messages(list.bytes, list.size))
    return;
  int lock = engine_is_at_hand() ? lock_log() : -1;
  int questions = lock >= 0 ? memfd_create("autojit-finals", MFD_CLOEXEC) : -1;
  if (questions >= 0 && write_whole(questions, list.bytes, list.size) && lseek(questions, 0, SEEK_SET) == 0)
    start_maker(questions, lock);
  if (questions >= 0)
    system_close(questions);
  if (lock >= 0)
    system_close(lock);
}

void leave_finals_for_later(void) {
  if (!list.bytes)
    return;
  if (list.size)
    have_them_made();
  munmap(list.bytes, LONGEST_LIST);
  list.bytes = NULL;
}
