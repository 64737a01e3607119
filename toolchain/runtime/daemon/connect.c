/*
 * The connection to autojitd: found by the build of the toolchain, so that two versions have a daemon each; trusted when it is our own user's.
 */
#define _GNU_SOURCE
#include "autojit/build-id.h"
#include "client.h"
#include "store.h"
#include "system.h"
#include "text.h"
#include "turn.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

/* Out of the way of programs that count on low numbers. */
enum { LOWEST_NUMBER = 200, MOST_STARTS = 3 };

static struct sockaddr_un address = {.sun_family = AF_UNIX}; /* where all of the user's programs look */
static struct sockaddr_un own = {.sun_family = AF_UNIX};     /* of a daemon that serves us alone; no path: there is none */
static bool usable;                                          /* atomic: several turns may ask at once */
static unsigned starts_left;

/*
 * What is known of a turn's connection. Another process may have the same memory (a child of vfork), or the program may have closed what it did not
 * know.
 */
static struct connection {
  int file;
  pid_t owner; /* 0: there is none; atomic: others look whether there is one */
  dev_t device;
  ino_t inode;
} connections[MOST_TURNS];

void use_daemon(bool may_start) {
  const char *folder = secure_getenv("XDG_RUNTIME_DIR");
  char path[PATH_MAX], *end = path + sizeof path, *at;
  if (folder && *folder == '/')
    at = append(append(path, end, folder), end, "/" AUTOJIT_DAEMON_FOLDER "/");
  else
    at = path_in_cache(AUTOJIT_DAEMON_FOLDER_IN_CACHE "/", path) ? path + strlen(path) : end;
  at = append(append(at, end, AUTOJIT_BUILD_ID), end, ".sock");
  bool fits = (size_t)(at - path) < sizeof address.sun_path;
  __atomic_store_n(&usable, fits, __ATOMIC_RELAXED);
  starts_left = may_start ? MOST_STARTS : 0;
  if (fits)
    strcpy(address.sun_path, path);
}

/*
 * One at a time: where one starts a daemon, the others find it. Acquire and release: of what is known of daemons. Signals are blocked, so whoever is
 * at it is another thread. In a child of fork nobody is.
 */
static bool finding;

static struct connection *current(void) { return &connections[this_turn()]; }

static void set_owner(struct connection *connection, pid_t owner) { __atomic_store_n(&connection->owner, owner, __ATOMIC_RELAXED); }

static bool has_owner(const struct connection *connection) { return __atomic_load_n(&connection->owner, __ATOMIC_RELAXED) == getpid(); }

static bool still_ours(const struct connection *connection) {
  struct stat info;
  return has_owner(connection) && fstat(connection->file, &info) == 0 && info.st_dev == connection->device && info.st_ino == connection->inode;
}

static bool is_usable(void) { return __atomic_load_n(&usable, __ATOMIC_RELAXED); }

bool daemon_is_connected(void) { return is_usable() && still_ours(current()); }

static bool remember(int file) {
  struct stat info;
  if (fstat(file, &info) != 0)
    return false;
  forget_question();
  struct connection *connection = current();
  connection->file = file;
  connection->device = info.st_dev;
  connection->inode = info.st_ino;
  set_owner(connection, getpid());
  return true;
}

static void end_connection(struct connection *connection) {
  if (still_ours(connection))
    close(connection->file);
  set_owner(connection, 0);
}

void disconnect(void) { end_connection(current()); }

void disconnect_turn(unsigned turn) { end_connection(&connections[turn]); }

void disconnect_after_fork(void) {
  for (unsigned turn = 0; turn < MOST_TURNS; ++turn)
    if (connections[turn].owner) /* the number is the parent's connection here too, unless it was closed */
      set_owner(&connections[turn], getpid());
  __atomic_store_n(&finding, false, __ATOMIC_RELAXED);
  for (unsigned turn = 0; turn < MOST_TURNS; ++turn)
    disconnect_turn(turn);
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

/* Finds a daemon or starts one. */
static int find_or_start(const char **problem) {
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
  return file;
}

static void begin_finding(void) {
  while (__atomic_exchange_n(&finding, true, __ATOMIC_ACQUIRE))
    system_call(SYS_nanosleep, (long)&(struct timespec){.tv_nsec = 200000}, 0, 0, 0);
}

static void end_finding(void) { __atomic_store_n(&finding, false, __ATOMIC_RELEASE); }

static int find_in_turn(const char **problem) {
  begin_finding();
  int file = is_usable() ? find_or_start(problem) : -1;
  end_finding();
  return file;
}

/* Where the first turn has a connection, descriptors may be used up, or the socket be out of sight since: then that one does all the work. */
static void give_up_finding(void) {
  if (this_turn() && has_owner(&connections[0]))
    use_first_turn_only();
  else
    give_daemon_up();
}

int connection(const char **problem, uint64_t *connect_ns) {
  *problem = "no daemon can be reached from here";
  if (!is_usable()) {
    disconnect();
    return -1;
  }
  if (still_ours(current()))
    return current()->file;
  uint64_t start = now_ns();
  int file = find_in_turn(problem);
  *connect_ns = now_ns() - start;
  if (file >= 0 && remember(file))
    return file;
  if (file >= 0)
    close(file);
  give_up_finding();
  return -1;
}

int open_another_connection(void) {
  const char *problem;
  begin_finding();
  int file = is_usable() ? find_daemon(&problem) : -1;
  end_finding();
  return file;
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

/* A daemon of another build has a socket of its own, so the greeting is known to be the right one. What its queue has no room for is lost. Reads what
   others may write: where it is half written, there is no daemon there. */
bool leave_messages(const void *bytes, size_t size) {
  return is_usable() && (leave_messages_at(&own, bytes, size) || leave_messages_at(&address, bytes, size));
}

void look_for_no_daemon(void) { __atomic_store_n(&usable, false, __ATOMIC_RELAXED); }

/* A wedged one would cost its time-out again for the next function. */
void give_daemon_up(void) {
  disconnect();
  look_for_no_daemon();
}
