/*
 * The connection to autojitd: found by the build of the toolchain, so that two versions have a daemon each; trusted when it is our own user's.
 */
#define _GNU_SOURCE
#include "autojit/build-id.h"
#include "client.h"
#include "store.h"
#include "system.h"
#include "text.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

/* Out of the way of programs that count on low numbers. */
enum { LOWEST_NUMBER = 200, MOST_STARTS = 3 };

static struct sockaddr_un address = {.sun_family = AF_UNIX}; /* where all of the user's programs look */
static struct sockaddr_un own = {.sun_family = AF_UNIX};     /* of a daemon that serves us alone; no path: there is none */
static bool usable;
static unsigned starts_left;

/* What is known of the connection. Another process may have the same memory (a child of vfork), or the program may have closed what it did not know.
 */
static struct {
  int file;
  pid_t owner; /* 0: there is none */
  dev_t device;
  ino_t inode;
} current;

void use_daemon(bool may_start) {
  const char *folder = secure_getenv("XDG_RUNTIME_DIR");
  char path[PATH_MAX], *end = path + sizeof path, *at;
  if (folder && *folder == '/')
    at = append(append(path, end, folder), end, "/" AUTOJIT_DAEMON_FOLDER "/");
  else
    at = path_in_cache(AUTOJIT_DAEMON_FOLDER_IN_CACHE "/", path) ? path + strlen(path) : end;
  at = append(append(at, end, AUTOJIT_BUILD_ID), end, ".sock");
  usable = (size_t)(at - path) < sizeof address.sun_path;
  starts_left = may_start ? MOST_STARTS : 0;
  if (usable)
    strcpy(address.sun_path, path);
}

static bool still_ours(void) {
  struct stat info;
  return current.owner == getpid() && fstat(current.file, &info) == 0 && info.st_dev == current.device && info.st_ino == current.inode;
}

bool daemon_is_connected(void) { return usable && still_ours(); }

static bool remember(int file) {
  struct stat info;
  if (fstat(file, &info) != 0)
    return false;
  forget_question();
  current.file = file;
  current.device = info.st_dev;
  current.inode = info.st_ino;
  current.owner = getpid();
  return true;
}

void disconnect(void) {
  if (still_ours())
    close(current.file);
  current.owner = 0;
}

void disconnect_after_fork(void) {
  if (current.owner) /* the number is the parent's connection here too, unless it was closed */
    current.owner = getpid();
  disconnect();
}

/* Code comes from there: only from ourselves. */
static bool is_our_users(int file) {
  struct ucred peer;
  socklen_t size = sizeof peer;
  return getsockopt(file, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 && peer.uid == geteuid();
}

static int open_socket(void) {
  int file = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (file < 0)
    return -1;
  int higher = fcntl(file, F_DUPFD_CLOEXEC, LOWEST_NUMBER);
  if (higher >= 0) {
    close(file);
    file = higher;
  }
  struct timeval patience = {.tv_sec = AUTOJIT_PATIENCE_MS / 1000};
  setsockopt(file, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  setsockopt(file, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience); /* and connect's */
  return file;
}

static struct autojit_hello our_hello(void) {
  struct autojit_hello hello = {.head = {sizeof hello, AUTOJIT_MESSAGE_HELLO}, .magic = AUTOJIT_DAEMON_MAGIC, .version = AUTOJIT_DAEMON_VERSION};
  memcpy(hello.build, AUTOJIT_BUILD_ID, sizeof hello.build);
  return hello;
}

static const char *greet(int file) {
  const struct autojit_hello hello = our_hello();
  struct autojit_hello answer;
  if (!is_our_users(file))
    return "the daemon's socket is another user's";
  if (!send_bytes(file, &hello, sizeof hello) || !receive_bytes(file, &answer, sizeof answer))
    return "the daemon does not answer";
  return memcmp(&answer, &hello, sizeof hello) == 0 ? NULL : "the daemon is of another version";
}

/* -1: nobody listens. */
static int find_daemon_at(const struct sockaddr_un *where, const char **problem) {
  int file = open_socket();
  if (file >= 0 && connect(file, (const struct sockaddr *)where, sizeof *where) == 0) {
    *problem = greet(file);
    if (!*problem)
      return file;
  } else {
    *problem = "no daemon runs";
  }
  if (file >= 0)
    close(file);
  return -1;
}

static int find_daemon(const char **problem) {
  int file = *own.sun_path ? find_daemon_at(&own, problem) : -1;
  return file >= 0 ? file : find_daemon_at(&address, problem);
}

/* <build>-<our id>.sock; when that is too long for a socket, the daemon cannot listen there either. */
static void look_at_our_own(void) {
  static const char SUFFIX[] = ".sock";
  char number[NUMBER_ROOM], *end = own.sun_path + sizeof own.sun_path;
  strcpy(own.sun_path, address.sun_path);
  own.sun_path[strlen(own.sun_path) - (sizeof SUFFIX - 1)] = 0;
  append(append(append(own.sun_path + strlen(own.sun_path), end, "-"), end, write_number(number, (unsigned)getpid())), end, SUFFIX);
}

int connection(const char **problem, uint64_t *connect_ns) {
  *problem = "no daemon can be reached from here";
  if (!usable)
    return -1;
  if (still_ours())
    return current.file;
  uint64_t start = now_ns();
  int file = find_daemon(problem);
  if (file < 0 && starts_left) {
    --starts_left; /* one that dies at its work would be started for ever */
    enum daemon_start started = start_daemon(address.sun_path);
    if (started == STARTED_FOR_US)
      look_at_our_own();
    if (started == NOT_STARTED)
      *problem = "the daemon cannot be started";
    else
      file = find_daemon(problem);
  }
  *connect_ns = now_ns() - start;
  if (file < 0 || !remember(file)) {
    give_daemon_up();
    return -1;
  }
  return file;
}

/* Reads what the holder of the turn may write: where it is half written, there is no daemon there. */
int open_another_connection(void) {
  const char *problem;
  return usable ? find_daemon(&problem) : -1;
}

static bool leave_messages_at(const struct sockaddr_un *where, const void *bytes, size_t size) {
  const struct autojit_hello hello = our_hello();
  int file = *where->sun_path ? socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0) : -1;
  bool sent = file >= 0 && connect(file, (const struct sockaddr *)where, sizeof *where) == 0 && is_our_users(file) &&
              send(file, &hello, sizeof hello, MSG_NOSIGNAL) == sizeof hello && send(file, bytes, size, MSG_NOSIGNAL) > 0;
  if (file >= 0)
    close(file);
  return sent;
}

/* A daemon of another build has a socket of its own, so the greeting is known to be the right one. What its queue has no room for is lost. */
bool leave_messages(const void *bytes, size_t size) {
  return usable && (leave_messages_at(&own, bytes, size) || leave_messages_at(&address, bytes, size));
}

/* A wedged one would cost its time-out again for the next function. */
void give_daemon_up(void) {
  disconnect();
  usable = false;
}
