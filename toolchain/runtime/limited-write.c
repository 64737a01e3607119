#define _GNU_SOURCE
#include "limited-write.h"
#include "system.h"

#include <errno.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

bool may_have_size(size_t size) {
  struct rlimit limit;
  return getrlimit(RLIMIT_FSIZE, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY || size <= limit.rlim_cur;
}

static long whole_or_nothing(int file, const void *bytes, size_t size) {
  struct stat info;
  if (fstat(file, &info) == 0 && S_ISREG(info.st_mode) && !may_have_size((size_t)info.st_size + size)) {
    errno = EFBIG;
    return -1;
  }
  return write(file, bytes, size);
}

/* Another process may append between the look at the size and the write. The signal comes to the thread that wrote; one that waited there before
 * stays. */
static long write_without_signal(int file, const void *bytes, size_t size) {
  sigset_t signal, pending, before;
  sigemptyset(&signal);
  sigaddset(&signal, SIGXFSZ);
  pthread_sigmask(SIG_BLOCK, &signal, &before);
  sigpending(&pending);
  long written = whole_or_nothing(file, bytes, size);
  int error = errno;
  if (written < 0 && error == EFBIG && !sigismember(&pending, SIGXFSZ))
    sigtimedwait(&signal, NULL, &(struct timespec){0, 0});
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  errno = error;
  return written;
}

long write_at_end(int file, const void *bytes, size_t size) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_FSIZE, &limit) == 0 && limit.rlim_cur == RLIM_INFINITY)
    return write(file, bytes, size);
  return write_without_signal(file, bytes, size);
}
