#define _GNU_SOURCE
#include "descriptors.h"
#include "child.h"
#include "stack.h"
#include "system.h"

#include <errno.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

/* The loader opens one at a time, and its initializers hardly more. */
enum { TO_SPARE = 8, STANDARD = 3, CHILD_STACK = 64 << 10 };

bool has_descriptors(void) {
  int file = system_open("/");
  if (file >= 0)
    system_close(file);
  return file != -EMFILE;
}

struct errand {
  void *(*work)(void *);
  void *argument, *result;
};

/* In memory of the parent, which waits. The last numbers are closed, since the limit may have been lowered below others. */
IN_CHILD static int go_in_child(void *argument) {
  struct errand *errand = argument;
  struct rlimit limit;
  long last = getrlimit(RLIMIT_NOFILE, &limit) == 0 ? (long)limit.rlim_cur : TO_SPARE;
  for (long number = last > STANDARD + TO_SPARE ? last - TO_SPARE : STANDARD; number < last; ++number)
    system_close((int)number);
  errand->result = run_on_new_stack(errand->work, errand->argument);
  return end_child(0);
}

void *run_with_descriptors(void *(*work)(void *), void *argument) {
  uint8_t *stack = has_descriptors() ? NULL : map_stack(CHILD_STACK);
  if (!stack)
    return run_on_new_stack(work, argument);
  struct errand errand = {work, argument, NULL};
  int child = run_child(go_in_child, stack + CHILD_STACK, &errand);
  int status = 0;
  if (child > 0)
    while (waitpid(child, &status, __WALL) < 0 && errno == EINTR)
      continue;
  if (WIFSIGNALED(status)) /* it said why */
    system_abort();
  system_call(SYS_munmap, (long)stack, CHILD_STACK, 0, 0);
  return child > 0 ? errand.result : run_on_new_stack(work, argument);
}
