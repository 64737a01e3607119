#define _GNU_SOURCE
#include "client.h"

#include <errno.h>
#include <sys/socket.h>

/* A call that was interrupted before it did anything is made anew. Where the socket has a time-out, that happens to whoever is stopped and goes on,
 * as under a debugger, with all signals blocked too. */
static bool is_interrupted(ssize_t done) { return done < 0 && errno == EINTR; }

/* The socket's own time-outs (connect.c) bound each call. */
bool send_bytes(int file, const void *bytes, size_t size) {
  const char *at = bytes;
  while (size) {
    ssize_t sent = send(file, at, size, MSG_NOSIGNAL);
    if (is_interrupted(sent))
      continue;
    if (sent <= 0)
      return false;
    at += sent;
    size -= (size_t)sent;
  }
  return true;
}

bool receive_bytes(int file, void *bytes, size_t size) {
  char *at = bytes;
  while (size) {
    ssize_t got = recv(file, at, size, 0);
    if (is_interrupted(got))
      continue;
    if (got <= 0)
      return false;
    at += got;
    size -= (size_t)got;
  }
  return true;
}
