/*
 * The module record: what a compiled module leaves in the linked program (section `autojit_modules`, docs/formats.md).
 * Written by the plugin as LLVM constants, read by the runtime from memory and by tools from the file.
 */
#ifndef AUTOJIT_RECORD_H
#define AUTOJIT_RECORD_H

#include <stdint.h>

#define AUTOJIT_RECORD_MAGIC 0x314d4a41u /* "AJM1" */
#define AUTOJIT_RECORD_VERSION 2u
#define AUTOJIT_ID_SIZE 32

/* A signed distance in bytes from the field's own address. */
typedef int32_t autojit_rel;

/* How the unwinder that is linked into this program or library learns of code; null where it has no such entry. */
struct autojit_unwinder {
  void (*register_frame_info)(const void *, void *); /* libgcc: __register_frame_info */
  void (*add_eh_frame_section)(void *);              /* LLVM's libunwind: __unw_add_dynamic_eh_frame_section */
};

struct autojit_record {
  uint32_t magic;
  uint32_t version;
  uint8_t id[AUTOJIT_ID_SIZE]; /* BLAKE3 of the body file */
  autojit_rel slots;           /* void *[slot_count], null until materialized */
  uint32_t slot_count;
  autojit_rel imports; /* autojit_rel[import_count] */
  uint32_t import_count;
  uint32_t direct_imports; /* the first of them lead to the symbol itself, the others to a pointer to it */
  autojit_rel source;      /* NUL-terminated, as the compiler was given it */
  autojit_rel store;       /* NUL-terminated, in section `autojit_store`: where the store is (docs/formats.md, "Store") */
  uint32_t flags;          /* the body file's */
  autojit_rel unwinder;    /* struct autojit_unwinder, or 0: no function of the module has a personality */
  uint8_t reserved[4];     /* 0 */
};

#endif
