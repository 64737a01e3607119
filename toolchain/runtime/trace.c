/*
 * The trace (docs/formats.md, protocol/trace.ts): one JSON object per line, each written with one write. Nothing here runs, but one test of a
 * flag, when AUTOJIT_TRACE is not set.
 */
#define _GNU_SOURCE
#include "at-load.h"
#include "limited-write.h"
#include "name.h"
#include "runtime.h"
#include "view.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum { LINE_SIZE = 4096, ARGUMENTS_SIZE = 2048, LONGEST_SYMBOL = 1024, LONGEST_PATH = 2048 };

/* A program may fork for years. A trace that is so large gets no more but the ends of those who are in it (protocol/trace.ts, TRACE_LIMIT). */
enum { LARGEST_TRACE = 256 << 20 };

static int output = -1;
static dev_t output_device;
static ino_t output_inode;
static uint64_t started;
static uint64_t materialized, engine_ns;
static char arguments[ARGUMENTS_SIZE]; /* "a","b": kept for the start event of forked children */
static bool must_start;
struct line {
  size_t length;
  char text[LINE_SIZE];
};

uint64_t now_ns(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

bool tracing(void) { return output >= 0; }

__attribute__((format(printf, 2, 3))) static void put(struct line *line, const char *format, ...) {
  va_list values;
  va_start(values, format);
  size_t room = sizeof line->text - line->length;
  int length = vsnprintf(line->text + line->length, room, format, values);
  va_end(values);
  if (length > 0)
    line->length += (size_t)length < room ? (size_t)length : room - 1;
}

/* Escapes `text` as the inside of a JSON string, cut to what fits `room`. Bytes that are not ASCII pass: names and paths are UTF-8 as a rule. */
static void put_escaped(struct line *line, const char *text, size_t room) {
  size_t end = line->length + room;
  for (; *text && line->length + 7 < end && line->length + 8 < sizeof line->text; ++text) {
    unsigned char c = (unsigned char)*text;
    if (c == '"' || c == '\\') {
      line->text[line->length++] = '\\';
      line->text[line->length++] = (char)c;
    } else if (c < 0x20) {
      put(line, "\\u%04x", c);
    } else {
      line->text[line->length++] = (char)c;
    }
  }
}

/* The program may close descriptors that it does not know (daemons do), and get the number again for a file of its own. */
static bool still_ours(struct stat *info) { return fstat(output, info) == 0 && info->st_dev == output_device && info->st_ino == output_inode; }

/* Sockets and pipes have no size. */
static bool has_room(const struct stat *file, size_t length) { return !S_ISREG(file->st_mode) || file->st_size + (off_t)length <= LARGEST_TRACE; }

/* A write that raises no SIGPIPE (limited-write.h: nor SIGXFSZ). */
static ssize_t write_quietly(const char *text, size_t length) {
  sigset_t pipe, before, pending;
  sigemptyset(&pipe);
  sigaddset(&pipe, SIGPIPE);
  sigpending(&pending);
  pthread_sigmask(SIG_BLOCK, &pipe, &before);
  ssize_t written = write_at_end(output, text, length);
  if (written < 0 && errno == EPIPE && !sigismember(&pending, SIGPIPE))
    sigtimedwait(&pipe, NULL, &(struct timespec){0, 0});
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  return written;
}

static void write_line(struct line *line, bool is_end) {
  put(line, "}\n");
  line->text[line->length - 1] = '\n';
  struct stat file;
  if (!still_ours(&file)) {
    output = -1;
    return;
  }
  if (!is_end && !has_room(&file, line->length))
    return;
  if (write_quietly(line->text, line->length) != (ssize_t)line->length) {
    /* A full disk or a reader that went away must not change what the program does: it runs on untraced. */
    close(output);
    output = -1;
  }
}

static void send_line(struct line *line) { write_line(line, false); }

static void begin(struct line *line, const char *event) {
  line->length = 0;
  put(line, "{\"v\":1,\"event\":\"%s\",\"pid\":%d,\"t\":%" PRIu64, event, (int)getpid(), now_ns() - started);
}

static void put_id(struct line *line, const struct autojit_record *module) {
  for (int i = 0; i < AUTOJIT_ID_SIZE; ++i)
    put(line, "%02x", module->id[i]);
}

static void put_function(struct line *line, struct function_ref function) {
  put(line, "\"module\":\"");
  put_id(line, function.module);
  put(line, "\",\"slot\":%u", function.slot);
}

static void put_caller(struct line *line, uintptr_t caller, const struct loaded_object *object) {
  /* The return address is behind the call, which may be the caller's last instruction. */
  struct function_ref function = find_by_address(caller - 1);
  if (function.module) {
    put(line, ",\"caller\":{");
    put_function(line, function);
    put(line, "}");
    return;
  }
  if (object->path) {
    put(line, ",\"caller\":{\"object\":\"");
    put_escaped(line, object->path, 1024);
    put(line, "\",\"address\":\"0x%" PRIxPTR "\"}", caller - 1 - object->base);
  }
}

static void send_start(void) {
  must_start = false;
  struct stat file;
  if (still_ours(&file) && !has_room(&file, LINE_SIZE)) {
    /* Nothing is told of a process whose start is not. */
    close(output);
    output = -1;
    return;
  }
  started = now_ns();
  struct timespec wall;
  clock_gettime(CLOCK_REALTIME, &wall);
  struct line line;
  begin(&line, "start");
  char path[1024];
  ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
  path[length > 0 ? length : 0] = 0;
  put(&line, ",\"program\":\"");
  put_escaped(&line, path, 1024);
  put(&line, "\",\"args\":[%s],\"cwd\":\"", arguments);
  put_escaped(&line, getcwd(path, sizeof path) ? path : "", 512);
  put(&line, "\",\"wall\":%" PRIu64 ",\"parent\":%d", (uint64_t)wall.tv_sec * 1000 + (uint64_t)wall.tv_nsec / 1000000, (int)getppid());
  send_line(&line);
}

/* The path of a library that has the module; empty: it is the program's own, or that is not known. The loader would know it too, but has locks. */
static void find_library(const struct autojit_record *module, char room[PATH_MAX]) {
  const uint8_t *begin = file_mapped_at((uintptr_t)module, room, room + PATH_MAX);
  if (!begin || is_program_file(begin))
    *room = 0;
}

/* Names the modules of a program or library before its first function. */
static void announce(struct autojit_object *object) {
  if (object->announced_by == (uint32_t)getpid())
    return;
  object->announced_by = (uint32_t)getpid();
  struct line line;
  char library[PATH_MAX];
  find_library(object->first, library);
  for (const struct autojit_record *module = object->first; is_record(object, module) && tracing(); ++module) {
    begin(&line, "module");
    put(&line, ",\"module\":\"");
    put_id(&line, module);
    put(&line, "\",\"source\":\"");
    put_escaped(&line, source_of(module), 1024);
    put(&line, "\",\"slots\":%u", module->slot_count);
    if (*library) {
      put(&line, ",\"object\":\"");
      put_escaped(&line, library, LONGEST_PATH);
      put(&line, "\"");
    }
    send_line(&line);
  }
}

/* False when this event is not to be written. */
static bool ready(void) {
  if (tracing() && must_start)
    send_start();
  return tracing();
}

void trace_engine(uint64_t ns) {
  if (!ready())
    return;
  engine_ns += ns;
  struct line line;
  begin(&line, "engine");
  put(&line, ",\"ns\":%" PRIu64, ns);
  send_line(&line);
}

void trace_daemon(uint64_t ns, const char *problem) {
  if (!ready())
    return;
  engine_ns += ns;
  struct line line;
  begin(&line, "engine");
  put(&line, ",\"ns\":%" PRIu64 ",\"daemon\":%s", ns, problem ? "false,\"reason\":\"" : "true");
  if (problem) {
    put_escaped(&line, problem, 512);
    put(&line, "\"");
  }
  send_line(&line);
}

void trace_materializing(struct function_ref function, uintptr_t caller, const struct loaded_object *caller_object) {
  if (!ready())
    return;
  announce(function.object);
  struct line line;
  begin(&line, "materializing");
  put(&line, ",");
  put_function(&line, function);
  put(&line, ",\"tid\":%ld", syscall(SYS_gettid));
  put_caller(&line, caller, caller_object);
  send_line(&line);
}

/* Its slot where it has one in the same module, else its symbol; cut, a symbol finds nothing and does no harm. */
static void put_inlined(struct line *line, struct view view, const struct autojit_image_inlined *inlined, const char *comma) {
  if (inlined->slot != AUTOJIT_NO_SLOT) {
    put(line, "%s%u", comma, inlined->slot);
    return;
  }
  put(line, "%s\"", comma);
  if (inlined->name < view.header->strings.count)
    put_escaped(line, name_of(view, inlined->name), LONGEST_SYMBOL);
  put(line, "\"");
}

void trace_materialized(struct function_ref function, uintptr_t caller, const struct loaded_object *caller_object, uint64_t ns, uint32_t bytes,
                        bool kept, const char *tier) {
  if (!ready())
    return;
  ++materialized;
  engine_ns += ns;
  struct line line;
  begin(&line, "materialized");
  put(&line, ",");
  put_function(&line, function);
  put(&line, ",\"tid\":%ld,\"ns\":%" PRIu64 ",\"bytes\":%u%s", syscall(SYS_gettid), ns, bytes, kept ? ",\"kept\":true" : "");
  if (tier)
    put(&line, ",\"tier\":\"%s\"", tier);
  put_caller(&line, caller, caller_object);
  send_line(&line);
}

/* Where a symbol is long enough to leave no room for the next one, that one is in an event of its own. */
void trace_inlined(struct function_ref function, const void *image) {
  if (!ready())
    return;
  struct view view = {image, image};
  const struct autojit_image_header *h = view.header;
  const struct autojit_image_inlined *inlined = (const struct autojit_image_inlined *)(view.bytes + h->inlined.offset);
  uint32_t i = 0;
  while (i < h->inlined.count && tracing()) {
    struct line line;
    begin(&line, "inlined");
    put(&line, ",");
    put_function(&line, function);
    put(&line, ",\"functions\":[");
    for (bool first = true; i < h->inlined.count && line.length + LONGEST_SYMBOL + 16 < sizeof line.text; ++i, first = false)
      put_inlined(&line, view, &inlined[i], first ? "" : ",");
    put(&line, "]");
    send_line(&line);
  }
}

void trace_final(struct function_ref function, uint64_t ns, uint32_t bytes, bool made, uint64_t counted) {
  if (!ready())
    return;
  struct line line;
  begin(&line, "replaced");
  put(&line, ",");
  put_function(&line, function);
  put(&line, ",\"tid\":%ld,\"ns\":%" PRIu64 ",\"bytes\":%u,\"counted\":%" PRIu64 "%s", syscall(SYS_gettid), ns, bytes, counted,
      made ? "" : ",\"kept\":true");
  send_line(&line);
}

void trace_failed(struct function_ref function, const char *reason) {
  if (!ready())
    return;
  struct line line;
  begin(&line, "failed");
  put(&line, ",");
  put_function(&line, function);
  put(&line, ",\"tid\":%ld,\"reason\":\"", syscall(SYS_gettid));
  put_escaped(&line, reason, 2048);
  put(&line, "\"");
  send_line(&line);
}

void trace_exchanged(struct function_ref function, struct function_ref root, uint32_t generation, bool was_used) {
  if (!ready() || !root.module)
    return;
  announce(function.object);
  struct line line;
  begin(&line, "exchanged");
  put(&line, ",");
  put_function(&line, function);
  put(&line, ",\"root\":{");
  put_function(&line, root);
  put(&line, "},\"generation\":%u,\"used\":%s", generation, was_used ? "true" : "false");
  send_line(&line);
}

void forget_trace_after_fork(void) {
  materialized = engine_ns = 0;
  must_start = true;
}

static void trace_exit(int status, void *unused) {
  (void)unused;
  if (!ready())
    return;
  struct line line;
  begin(&line, "exited");
  put(&line, ",\"status\":%d,\"materialized\":%" PRIu64 ",\"engineNs\":%" PRIu64, status, materialized, engine_ns);
  write_line(&line, true);
}

static int open_output(const char *name) {
  bool is_socket = strncmp(name, "unix:", 5) == 0;
  if (is_socket)
    name += 5;
  struct stat info;
  if (!is_socket && !(stat(name, &info) == 0 && S_ISSOCK(info.st_mode)))
    return open(name, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  if (strlen(name) >= sizeof address.sun_path)
    return -1;
  strcpy(address.sun_path, name);
  int result = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  /* A reader that stands still must not stop the program. */
  struct timeval patience = {.tv_sec = 2};
  if (result >= 0)
    setsockopt(result, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  if (result >= 0 && connect(result, (struct sockaddr *)&address, sizeof address) != 0) {
    close(result);
    return -1;
  }
  return result;
}

/* The kernel keeps them, each with its NUL, in the program's memory. */
static void keep_arguments(void) {
  static struct line line;
  static char values[ARGUMENTS_SIZE + 1];
  int file = open("/proc/self/cmdline", O_RDONLY | O_CLOEXEC);
  ssize_t size = file < 0 ? 0 : read(file, values, ARGUMENTS_SIZE);
  if (file >= 0)
    close(file);
  const char *end = values + (size > 0 ? size : 0), *value = values + strlen(values) + 1;
  for (; value < end && line.length + 16 < ARGUMENTS_SIZE; value += strlen(value) + 1) {
    put(&line, "%s\"", line.length ? "," : "");
    put_escaped(&line, value, ARGUMENTS_SIZE - 8 - line.length);
    put(&line, "\"");
  }
  memcpy(arguments, line.text, line.length);
}

static void start_trace(void) {
  const char *name = secure_getenv("AUTOJIT_TRACE");
  if (!name || !*name)
    return;
  output = open_output(name);
  if (output < 0) {
    fprintf(stderr, "autojit: cannot write the trace %s (%m); the program runs untraced\n", name);
    return;
  }
  struct stat info;
  if (fstat(output, &info) == 0) {
    output_device = info.st_dev;
    output_inode = info.st_ino;
  }
  keep_arguments();
  on_exit(trace_exit, NULL);
  send_start();
}
AT_LOAD(start_trace);
