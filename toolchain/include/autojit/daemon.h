/*
 * What programs say to autojitd, and what it answers: messages over a Unix stream socket. docs/daemon-protocol.md specifies who may say what when;
 * this header, how it is laid out. Integers are little-endian.
 */
#ifndef AUTOJIT_DAEMON_H
#define AUTOJIT_DAEMON_H

#include "autojit/image-log.h"
#include "autojit/record.h"

#include <stdint.h>

#define AUTOJIT_DAEMON_MAGIC 0x31444a41u /* "AJD1" */
#define AUTOJIT_DAEMON_VERSION 2u
/* The socket is <folder>/<build>.sock; the folder is `autojit` in XDG_RUNTIME_DIR, or `run` in the user's cache folder. */
#define AUTOJIT_DAEMON_FOLDER "autojit"
#define AUTOJIT_DAEMON_FOLDER_IN_CACHE "run"

enum {
  AUTOJIT_LONGEST_QUESTION = 16 << 10, /* bytes of a message to the daemon */
  AUTOJIT_LONGEST_ANSWER = 256 << 20,  /* and of one from it */
  AUTOJIT_PATIENCE_MS = 3000,          /* without a byte from a daemon that was asked: it is given up */
  AUTOJIT_HEARTBEAT_MS = 500,          /* how often a daemon that is at work says so */
  AUTOJIT_LONGEST_WAIT_MS = 60000,     /* for one answer, heartbeats or not */
};

enum autojit_message_kind {
  AUTOJIT_MESSAGE_HELLO = 1, /* the first message, both ways: autojit_hello */
  /* to the daemon */
  AUTOJIT_MESSAGE_MATERIALIZE = 2, /* autojit_materialize and its texts; answered by one IMAGE, FAILED or REFUSED */
  AUTOJIT_MESSAGE_EXPECT = 3,      /* the same; not answered: it may be asked for soon */
  AUTOJIT_MESSAGE_STATUS = 4,      /* answered by TEXT: one JSON object */
  AUTOJIT_MESSAGE_STOP = 5,        /* answered by TEXT; then the daemon ends */
  AUTOJIT_MESSAGE_SUBSCRIBE = 6,   /* answered by TEXT, again and again: one JSON object for each event */
  /* from the daemon */
  AUTOJIT_MESSAGE_IMAGE = 16,   /* autojit_image_answer, and the image to the end of the message */
  AUTOJIT_MESSAGE_FAILED = 17,  /* why, for a person; UTF-8 to the end of the message */
  AUTOJIT_MESSAGE_WORKING = 18, /* the answer takes its time */
  AUTOJIT_MESSAGE_TEXT = 19,    /* UTF-8 to the end of the message */
  AUTOJIT_MESSAGE_REFUSED = 20, /* like FAILED: the code generator died of it, which the program should not try itself */
};

struct autojit_message {
  uint32_t size; /* of the whole message, this head included */
  uint32_t kind;
};

struct autojit_hello {
  struct autojit_message head;
  uint32_t magic;
  uint32_t version;
  char build[32]; /* of the toolchain, in hexadecimal; images of another are of no use */
};

enum {
  AUTOJIT_MATERIALIZE_DEBUG = 1,    /* make an object for debuggers too */
  AUTOJIT_MATERIALIZE_TRACED = 4,   /* the program writes a trace: subscribers are not told of it */
  AUTOJIT_MATERIALIZE_CALLER = 2,   /* caller_module and caller_slot say which function called it */
  AUTOJIT_MATERIALIZE_DRAFT = 8,    /* a draft will do (image.h, enum autojit_tier) */
  AUTOJIT_MATERIALIZE_RELOADS = 16, /* there may be other code behind any of its stubs: a function calls even itself through its own */
  AUTOJIT_MATERIALIZE_BEHIND = 32,  /* a final of what runs as a draft, which has no hurry; when the program ends before, it goes to the log */
};

struct autojit_materialize {
  struct autojit_message head;
  uint8_t module[AUTOJIT_ID_SIZE];
  uint32_t slot;
  uint32_t flags;
  uint8_t caller_module[AUTOJIT_ID_SIZE];
  uint32_t caller_slot;
  uint16_t body_length; /* of the absolute path of the module's body file, which follows; 0: the store is gone */
  uint16_t log_length;  /* of the path of the program's image log, which comes then; 0: it keeps none */
};

struct autojit_image_answer {
  struct autojit_message head;
  uint32_t kept; /* not 0: from an earlier build of the module, nothing was compiled */
  uint32_t reserved;
  struct autojit_log_entry entry; /* as in an image log, with its checksum: no wrong bit is ever run */
  /* the image */
};

#endif
