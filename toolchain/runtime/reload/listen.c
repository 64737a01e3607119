/*
 * Listens for new builds. A thread that does nothing but wait, in reload mode only; it blocks all signals, so they reach the program's own. Only the
 * process's own user may say anything: the socket is in a folder that nobody else can enter, and whoever connects is asked who he is.
 */
#define _GNU_SOURCE
#include "at-load.h"
#include "autojit/daemon.h"
#include "autojit/trust.h"
#include "choices.h"
#include "daemon/client.h"
#include "loader.h"
#include "lock.h"
#include "reload.h"
#include "store.h"
#include "text.h"
#include "turn.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

/* Between two messages the other side compares whole programs, on a machine that may be busy; it waits as long for us. */
enum { STACK = 512 << 10, LOWEST_NUMBER = 200, PATIENCE_S = 60 };

/* Before anybody listens, the socket has a name that no tool looks for: one that is bound already would refuse who calls. No longer than the other.
 */
static const char SOCKET[] = ".sock", UNHEARD[] = ".new";

static struct sockaddr_un address = {.sun_family = AF_UNIX};
static int listener = -1;

/* Only ours: whoever may bring code into a program is that program. */
static bool make_folder(char *path) {
  struct stat info;
  char *slash = strrchr(path, '/');
  *slash = 0;
  if (mkdir(path, 0700) != 0 && errno == ENOENT) {
    char *above = strrchr(path, '/');
    *above = 0;
    mkdir(path, 0700);
    *above = '/';
    mkdir(path, 0700);
  }
  bool good = lstat(path, &info) == 0 && autojit_is_private_folder(&info);
  *slash = '/';
  return good;
}

/* A number is one process's in its namespace only, and programs of several may share the folder: a container's, say. */
static char *append_name(char *at, char *end) {
  char number[NUMBER_ROOM];
  struct stat space;
  at = append(append(at, end, AUTOJIT_RELOAD_PREFIX), end, write_number(number, (unsigned)getpid()));
  if (stat("/proc/self/ns/pid", &space) == 0)
    at = append(append(at, end, "-"), end, write_number(number, (unsigned)space.st_ino));
  return append(at, end, SOCKET);
}

static bool find_address(void) {
  const char *folder = secure_getenv("XDG_RUNTIME_DIR");
  char path[PATH_MAX], *end = path + sizeof path, *at;
  if (folder && *folder == '/')
    at = append(append(path, end, folder), end, "/" AUTOJIT_DAEMON_FOLDER "/");
  else
    at = path_in_cache(AUTOJIT_DAEMON_FOLDER_IN_CACHE "/", path) ? path + strlen(path) : end;
  at = append_name(at, end);
  if ((size_t)(at - path) >= sizeof address.sun_path || !make_folder(path))
    return false;
  strcpy(address.sun_path, path);
  return true;
}

static bool is_our_users(int file) {
  struct ucred peer;
  socklen_t size = sizeof peer;
  return getsockopt(file, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 && peer.uid == geteuid();
}

static bool answer(int file, uint32_t kind, const void *bytes, size_t size) {
  struct autojit_reload_message head = {(uint32_t)(sizeof head + size), kind};
  return send_bytes(file, &head, sizeof head) && send_bytes(file, bytes, size);
}

static bool refuse_visit(int visit, const char *why) { return answer(visit, AUTOJIT_RELOAD_REFUSED, why, strlen(why)); }

static bool tell_state(int visit) {
  struct text text = {0};
  struct thread_choices choices;
  hold_off(&choices);
  write_state(&text);
  let_in(&choices);
  bool told = text.full ? refuse_visit(visit, "there is no memory for its state") : answer(visit, AUTOJIT_RELOAD_TEXT, text.at, text.size);
  if (text.at)
    munmap(text.at, text.room);
  return told;
}

static bool tell_addresses(int visit, struct text *addresses) {
  bool told = addresses->full ? refuse_visit(visit, "there is no memory for the answer")
                              : answer(visit, AUTOJIT_RELOAD_ADDRESSES, addresses->at, addresses->size);
  if (addresses->at)
    munmap(addresses->at, addresses->room);
  return told;
}

static void add_address(struct text *text, uint64_t value) { add_bytes(text, &value, sizeof value); }

static bool tell_imports(int visit, const struct autojit_reload_imports *wanted) {
  struct text addresses = {0};
  const struct autojit_object *object = wanted->head.size == sizeof *wanted ? object_of_state(wanted->object) : NULL;
  if (!object || wanted->module >= (size_t)(object->end - object->first))
    return refuse_visit(visit, "it has no such module");
  const struct autojit_record *module = object->first + wanted->module;
  add_address(&addresses, (uintptr_t)slots_of(module));
  for (uint32_t i = 0; i < module->import_count; ++i)
    add_address(&addresses, import_address(module, i));
  return tell_addresses(visit, &addresses);
}

static bool tell_found(int visit, const struct autojit_reload_message *head) {
  struct text addresses = {0};
  const char *at = (const char *)(head + 1), *end = (const char *)head + head->size;
  if (at == end || end[-1])
    return refuse_visit(visit, "a name does not end");
  for (; at < end; at += strlen(at) + 1)
    add_address(&addresses, ask_loader_for_routine(at));
  return tell_addresses(visit, &addresses);
}

/* What was brought, and does not count. */
static void leave_uncommitted(void) {
  struct thread_choices choices;
  hold_off(&choices);
  take_lock();
  drop_pending();
  release_lock();
  let_in(&choices);
}

static bool take_patch(int visit, const struct autojit_reload_patch *message) {
  struct patch *patch = NULL;
  struct thread_choices choices;
  struct autojit_object *object = message->head.size >= sizeof *message ? object_of_state(message->object) : NULL;
  if (!object)
    return refuse_visit(visit, "it has no such program or library");
  hold_off(&choices);
  const char *problem = place_patch(message, object, &patch);
  if (!problem)
    problem = make_patch(patch, &choices);
  let_in(&choices);
  if (!problem)
    return answer(visit, AUTOJIT_RELOAD_DONE, "", 0);
  leave_uncommitted();
  return refuse_visit(visit, problem);
}

static bool commit(int visit) {
  struct thread_choices choices;
  hold_off(&choices);
  const char *problem = switch_to_pending();
  let_in(&choices);
  return problem ? refuse_visit(visit, problem) : answer(visit, AUTOJIT_RELOAD_DONE, "", 0);
}

static bool serve_message(int visit, const struct autojit_reload_message *head) {
  switch (head->kind) {
  case AUTOJIT_RELOAD_STATE:
    return tell_state(visit);
  case AUTOJIT_RELOAD_IMPORTS:
    return tell_imports(visit, (const struct autojit_reload_imports *)head);
  case AUTOJIT_RELOAD_FIND:
    return tell_found(visit, head);
  case AUTOJIT_RELOAD_PATCH:
    return take_patch(visit, (const struct autojit_reload_patch *)head);
  case AUTOJIT_RELOAD_COMMIT:
    return commit(visit);
  default:
    return refuse_visit(visit, "it does not know this message");
  }
}

static bool serve_next(int visit) {
  struct autojit_reload_message head;
  if (!receive_bytes(visit, &head, sizeof head) || head.size < sizeof head || head.size > AUTOJIT_LONGEST_RELOAD)
    return false;
  struct autojit_reload_message *whole = mmap(NULL, head.size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (whole == MAP_FAILED)
    return false;
  *whole = head;
  bool good = receive_bytes(visit, whole + 1, head.size - sizeof head) && serve_message(visit, whole);
  munmap(whole, head.size);
  return good;
}

static void serve(int file) {
  struct timeval patience = {.tv_sec = PATIENCE_S};
  setsockopt(file, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  setsockopt(file, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  if (is_our_users(file))
    while (serve_next(file)) {
    }
  leave_uncommitted();
  close(file);
}

static void *listen_for_builds(void *unused) {
  prctl(PR_SET_NAME, "autojit-reload");
  be_helper();
  for (;;) {
    int file = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
    if (file >= 0)
      serve(file);
    else if (errno != EINTR && errno != ECONNABORTED)
      return unused; /* the program closed what it did not know: from now on it is as any other */
  }
}

/* What is there under either name is of a process that had our number and is no more. */
static bool listen_at_address(int file) {
  struct sockaddr_un unheard = address;
  strcpy(unheard.sun_path + strlen(unheard.sun_path) - strlen(SOCKET), UNHEARD);
  unlink(unheard.sun_path);
  if (bind(file, (const struct sockaddr *)&unheard, sizeof unheard) != 0)
    return false;
  if (listen(file, 16) == 0 && rename(unheard.sun_path, address.sun_path) == 0)
    return true;
  int why = errno;
  unlink(unheard.sun_path);
  errno = why;
  return false;
}

static int open_listener(void) {
  int file = find_address() ? socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0) : -1;
  int higher = file < 0 ? -1 : fcntl(file, F_DUPFD_CLOEXEC, LOWEST_NUMBER);
  if (higher >= 0) {
    close(file);
    file = higher;
  }
  if (file < 0 || listen_at_address(file))
    return file;
  int why = errno;
  close(file);
  errno = why;
  return -1;
}

static void remove_socket(void) {
  char name[sizeof address.sun_path];
  const char *slash = strrchr(address.sun_path, '/');
  append_name(name, name + sizeof name);
  /* A child that ends without having listened has its parent's path. */
  if (slash && strcmp(slash + 1, name) == 0)
    unlink(address.sun_path);
}

static void begin_listening(void) {
  pthread_t id;
  pthread_attr_t attributes;
  sigset_t all, before;
  listener = open_listener();
  if (listener < 0 || pthread_attr_init(&attributes) != 0) {
    fprintf(stderr, "autojit: this program cannot take over new builds: there is no socket for it (%m); start it anew after a build\n");
    return;
  }
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  pthread_attr_setstacksize(&attributes, STACK);
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  if (pthread_create(&id, &attributes, listen_for_builds, NULL) != 0) {
    remove_socket();
    close(listener);
    listener = -1;
    fprintf(stderr, "autojit: this program cannot take over new builds: it may have no further thread; start it anew after a build\n");
  }
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  pthread_attr_destroy(&attributes);
}

void listen_after_fork(void) {
  if (!may_reload() || listener < 0)
    return;
  close(listener);
  begin_listening();
}

static void listen_at_load(void) {
  if (!may_reload())
    return;
  begin_listening();
  atexit(remove_socket);
}
AT_LOAD(listen_at_load);
