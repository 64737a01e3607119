/*
 * Who makes a function that several processes want at once. A claim is a lock of the kernel's on one byte of the log, far behind its end, so it ends
 * with its process, however that ends, and a child of fork does not have it. Such locks also go when the process closes the file elsewhere; then a
 * function is made twice, no more.
 */
#define _GNU_SOURCE
#include "images.h"
#include "runtime.h"
#include "system.h"
#include "turn.h"

#include <errno.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static const uint64_t LONGEST_WAIT_NS = 5000000000u;
enum { FIRST_PAUSE_NS = 100000, LONGEST_PAUSE_NS = 2000000 };

/*
 * One for each turn. The program may close descriptors that it does not know, and get the number again for a file of its own. Whoever has the turn
 * writes it; the child of a fork, which has it as it was then, reads the rest only if it was open: release and acquire.
 */
static struct claim {
  int file;
  bool open;
  dev_t device;
  ino_t inode;
  struct function_ref function;
} claims[MOST_TURNS];

static bool still_ours(const struct claim *claim) {
  struct stat info;
  return __atomic_load_n(&claim->open, __ATOMIC_ACQUIRE) && system_fstat(claim->file, &info) == 0 && info.st_dev == claim->device &&
         info.st_ino == claim->inode;
}

static void release(struct claim *claim) {
  if (still_ours(claim))
    system_close(claim->file);
  __atomic_store_n(&claim->open, false, __ATOMIC_RELEASE);
}

void release_claim(void) { release(&claims[this_turn()]); }

void forget_claims_after_fork(void) {
  for (unsigned turn = 0; turn < MOST_TURNS; ++turn)
    release(&claims[turn]);
}

static bool open_claim(struct claim *claim, const struct image_log *log, struct function_ref function, struct stat *info) {
  int file = (int)system_call(SYS_openat, AT_FDCWD, (long)log->path, O_RDWR | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW, 0);
  if (file < 0)
    return false;
  if (system_fstat(file, info) != 0 || !is_our_log(info)) {
    system_close(file);
    return false;
  }
  claim->file = file;
  claim->device = info->st_dev;
  claim->inode = info->st_ino;
  claim->function = function;
  __atomic_store_n(&claim->open, true, __ATOMIC_RELEASE);
  return true;
}

/* As fcntl does: 0, or -errno. */
static long try_to_lock(const struct claim *claim, struct function_ref function) {
  uint64_t number;
  memcpy(&number, function.module->id, sizeof number);
  struct flock byte = {
      .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = (off_t)(1ull << 40 | (uint32_t)((number ^ function.slot) * 0x9e3779b1u)), .l_len = 1};
  return system_call(SYS_fcntl, claim->file, F_SETLK, (long)&byte, 0);
}

bool claim_image(const struct image_log *log, struct function_ref function, struct log_end seen) {
  struct claim *claim = &claims[this_turn()];
  struct stat info;
  if (still_ours(claim) && claim->function.module == function.module && claim->function.slot == function.slot)
    return true; /* the engine was to be loaded */
  release(claim);
  if (!log || !keeps_images(log) || !open_claim(claim, log, function, &info))
    return true;
  uint64_t start = now_ns();
  long pause = FIRST_PAUSE_NS, result = try_to_lock(claim, function);
  bool waited = false;
  for (; (result == -EAGAIN || result == -EACCES) && now_ns() - start < LONGEST_WAIT_NS; result = try_to_lock(claim, function)) {
    struct timespec time = {.tv_nsec = pause};
    system_call(SYS_nanosleep, (long)&time, 0, 0, 0);
    pause = 2 * pause < LONGEST_PAUSE_NS ? 2 * pause : LONGEST_PAUSE_NS;
    waited = true;
  }
  if (result != 0) {
    release(claim);
    return true;
  }
  bool news = waited || system_fstat(claim->file, &info) != 0 || info.st_ino != seen.inode || info.st_size != seen.end;
  if (news)
    release(claim);
  return !news;
}
