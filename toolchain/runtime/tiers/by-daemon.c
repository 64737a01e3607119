/*
 * Finals that a daemon makes: by a connection of its own, as first calls use the other one meanwhile.
 */
#define _GNU_SOURCE
#include "by-daemon.h"
#include "autojit/daemon.h"
#include "choices.h"
#include "daemon/client.h"
#include "images/images.h"
#include "making.h"
#include "system.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* A final may take its time, and the daemon says that it is at work. */
static const uint64_t LONGEST_WAIT_MS = 600000;

/* What is known of it: the program may have closed what it did not know. */
static struct {
  int file;
  bool open;
  dev_t device;
  ino_t inode;
} current;

/* An answer. */
static uint8_t *buffer;
static size_t room;

static bool still_ours(void) {
  struct stat info;
  return current.open && system_fstat(current.file, &info) == 0 && info.st_dev == current.device && info.st_ino == current.inode;
}

void leave_daemon_behind(void) {
  if (still_ours())
    system_close(current.file);
  current.open = false;
}

static void meet_first(void) {
  const char *problem;
  uint64_t connect_ns;
  connection(&problem, &connect_ns);
}

static bool connect_behind(void) {
  if (!may_ask_daemon())
    return false;
  if (still_ours())
    return true;
  current.open = false;
  int file = open_another_connection();
  if (file < 0 && may_start_daemon()) {
    struct thread_choices choices;
    hold_off(&choices);
    work_in_turn(meet_first, &choices);
    let_in(&choices);
    file = open_another_connection();
  }
  struct stat info;
  if (file < 0 || system_fstat(file, &info) != 0)
    return false;
  current.file = file;
  current.open = true;
  current.device = info.st_dev;
  current.inode = info.st_ino;
  return true;
}

bool tell_daemon_behind(const struct question *question) {
  return question->size && connect_behind() && send_bytes(current.file, question->bytes, question->size);
}

static bool make_room(size_t size) {
  if (size <= room)
    return true;
  if (buffer)
    munmap(buffer, room);
  buffer = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  room = buffer == MAP_FAILED ? 0 : size;
  buffer = room ? buffer : NULL;
  return buffer;
}

void give_answer_back(void) {
  if (buffer)
    munmap(buffer, room);
  buffer = NULL;
  room = 0;
}

static enum daemon_outcome receive(const uint8_t *module, uint32_t slot, const struct autojit_log_entry **entry) {
  struct autojit_message head;
  if (!wait_for_answer(current.file, &head, LONGEST_WAIT_MS) || !make_room(head.size) ||
      !receive_bytes(current.file, buffer + sizeof head, head.size - sizeof head))
    return NO_DAEMON;
  if (head.kind == AUTOJIT_MESSAGE_FAILED || head.kind == AUTOJIT_MESSAGE_REFUSED)
    return DAEMON_REFUSED;
  const struct autojit_image_answer *answer = (const struct autojit_image_answer *)buffer;
  if (head.kind != AUTOJIT_MESSAGE_IMAGE || head.size < sizeof *answer ||
      !is_answer(&answer->entry, head.size - offsetof(struct autojit_image_answer, entry), module, slot))
    return NO_DAEMON;
  *entry = &answer->entry;
  return MADE_BEHIND;
}

enum daemon_outcome ask_daemon_behind(const struct question *question, const uint8_t *module, uint32_t slot, const struct autojit_log_entry **entry) {
  if (!tell_daemon_behind(question))
    return NO_DAEMON;
  enum daemon_outcome outcome = receive(module, slot, entry);
  if (outcome == NO_DAEMON)
    leave_daemon_behind();
  return outcome;
}
