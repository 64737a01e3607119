#define _GNU_SOURCE
#include "client.h"

#include <sys/socket.h>

/* The socket's own time-outs (connect.c) bound each call. */
bool send_bytes(int file, const void *bytes, size_t size) {
  const char *at = bytes;
  while (size) {
    ssize_t sent = send(file, at, size, MSG_NOSIGNAL);
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
    if (got <= 0)
      return false;
    at += got;
    size -= (size_t)got;
  }
  return true;
}
