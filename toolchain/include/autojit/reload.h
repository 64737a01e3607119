/*
 * How a running program is told of a new build: messages over the Unix stream socket at which it listens in reload mode (AUTOJIT_RELOAD=1). This
 * header is their specification; docs/formats.md, "Reload", says who may say what when. Integers are little-endian.
 *
 * Who sends them has compared the builds and decided; the process only places what it is given, and checks that it fits.
 */
#ifndef AUTOJIT_RELOAD_H
#define AUTOJIT_RELOAD_H

#include "autojit/stub.h"

#include <stdint.h>

#define AUTOJIT_RELOAD_VERSION 1u
/*
 * The socket is reload-<process>-<namespace>.sock, beside those of daemons (autojit/daemon.h); until somebody listens there, it ends in .new. The
 * namespace is the number of /proc/self/ns/pid; where that cannot be read, there is no -<namespace>.
 */
#define AUTOJIT_RELOAD_PREFIX "reload-"

enum { AUTOJIT_LONGEST_RELOAD = 256 << 20 };

enum autojit_reload_kind {
  AUTOJIT_RELOAD_STATE = 1,   /* answered by TEXT: one JSON object, protocol/reload.ts */
  AUTOJIT_RELOAD_IMPORTS = 2, /* autojit_reload_imports; answered by ADDRESSES: of the module's slots, then what its imports lead to */
  AUTOJIT_RELOAD_FIND = 3,    /* names, each with its NUL; answered by ADDRESSES: as the dynamic loader knows them, 0: it does not */
  AUTOJIT_RELOAD_PATCH = 4,   /* autojit_reload_patch and its parts; answered by DONE or REFUSED: the code is made, nothing has changed yet */
  AUTOJIT_RELOAD_COMMIT = 5,  /* answered by DONE: what this connection brought counts from now on; without it, it never does */
  AUTOJIT_RELOAD_TEXT = 16,
  AUTOJIT_RELOAD_ADDRESSES = 17, /* uint64_t each */
  AUTOJIT_RELOAD_DONE = 18,
  AUTOJIT_RELOAD_REFUSED = 19, /* why, for a person; UTF-8 to the end of the message */
};

struct autojit_reload_message {
  uint32_t size; /* of the whole message, this head included */
  uint32_t kind;
};

struct autojit_reload_imports {
  struct autojit_reload_message head;
  uint32_t object; /* index in the state's objects */
  uint32_t module; /* index in the object's modules */
};

/*
 * New modules for one linked object. Its data goes near the object, its stubs too. The data begins with module records (autojit/record.h), as a
 * linker would lay them out; behind them there may be anything. After the head: fixups, functions, stubs, trampolines, data, notes, back to back.
 */
struct autojit_reload_patch {
  struct autojit_reload_message head;
  uint32_t object;
  uint32_t record_count;
  uint32_t stub_count; /* AUTOJIT_RELOAD_STUB bytes each */
  uint32_t fixup_count;
  uint32_t function_count;
  uint32_t trampoline_count; /* they follow the stubs, of the same size */
  uint32_t data_size;
  uint32_t zero_size;  /* more data behind it, all zero */
  uint32_t notes_size; /* JSON, which the state gives back */
  uint32_t reserved;
};

enum { AUTOJIT_RELOAD_STUB = AUTOJIT_BRANCH_TARGET_SIZE + AUTOJIT_STUB_SIZE };

enum autojit_reload_base {
  AUTOJIT_RELOAD_ABSOLUTE = 0,
  AUTOJIT_RELOAD_DATA = 1,  /* the patch's own data */
  AUTOJIT_RELOAD_STUBS = 2, /* the patch's own stubs */
};

/* In the data at `place`: 64 bits, base + addend; or, if `is_distance`, 32 bits, the distance from there. */
struct autojit_reload_fixup {
  uint32_t place;
  uint16_t base;
  uint16_t is_distance;
  int64_t addend;
};

/* A function that the object had before: its slot there, and the one in the patch's records that is its from now on. */
struct autojit_reload_function {
  uint64_t slot;
  uint32_t stub; /* of the latter */
  uint32_t reserved;
};

/* A function of the patch that can be called: its slot. */
struct autojit_reload_stub {
  uint32_t record;
  uint32_t slot;
};

/* Jumps to the address that is in the data at `cell`. */
struct autojit_reload_trampoline {
  uint32_t cell;
};

/*
 * For debuggers: code that was in use and that a reload put other code in place of. Frames may still run it. `__autojit_obsolete`, in the runtime's
 * library, points to the newest block.
 */
enum { AUTOJIT_OBSOLETE_RANGES = 42 };

struct autojit_obsolete_range {
  uint64_t code;
  uint64_t size;   /* 0: not there any more */
  uint64_t object; /* the runtime's own */
};

struct autojit_obsolete {
  uint64_t older; /* address of the block before it; 0: none */
  uint32_t count; /* of its ranges */
  uint32_t reserved;
  struct autojit_obsolete_range ranges[AUTOJIT_OBSOLETE_RANGES];
};

#endif
