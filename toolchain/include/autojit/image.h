/*
 * The image: position-independent machine code of one or more functions. This header is its specification.
 *
 * The one currency between whoever makes code (engine, daemon, cache) and the runtime that maps it. All offsets are in
 * bytes from the start of the image unless a field says otherwise; integers are little-endian. The reader checks every
 * offset against the sizes before it uses one.
 *
 * The code (with its constants, GOT entries and unwind data, but no variables: those stay in the program) is one block
 * that becomes executable as a whole. It is relocated while it is copied and never written again.
 */
#ifndef AUTOJIT_IMAGE_H
#define AUTOJIT_IMAGE_H

#include "autojit/record.h"

#include <stdint.h>

#define AUTOJIT_IMAGE_MAGIC 0x31494a41u /* "AJI1" */
#define AUTOJIT_IMAGE_VERSION 6u
#define AUTOJIT_CONSTANT_HASH_SIZE 16

struct autojit_image_range {
  uint32_t offset;
  uint32_t count; /* elements for tables, bytes for code, strings and debug object */
};

struct autojit_image_header {
  uint32_t magic;
  uint32_t version;
  uint32_t size;       /* of the whole image */
  uint32_t code_align; /* power of two, at most 4096 */
  struct autojit_image_range code;
  struct autojit_image_range eh_frame; /* offset from the start of the code; count 0: none */
  struct autojit_image_range modules;  /* uint8_t[32] each: module ids */
  struct autojit_image_range symbols;
  struct autojit_image_range constants;
  struct autojit_image_range relocations;
  struct autojit_image_range functions;
  struct autojit_image_range strings;
  struct autojit_image_range debug;             /* an ELF object for debuggers; count 0: none */
  struct autojit_image_range debug_relocations; /* like relocations, but offsets are in the debug object */
  struct autojit_image_range inlined;           /* whose bodies are in the code too: for people, nothing that runs depends on it */
  uint32_t tier;                                /* enum autojit_tier */
  uint32_t reserved;
};

/* How much was made of the function. */
enum autojit_tier {
  AUTOJIT_TIER_DRAFT = 1, /* fast, whatever level its module has; it counts what it does, and a final is to take its place */
  AUTOJIT_TIER_FINAL = 2, /* at its module's level */
};

enum autojit_symbol_kind {
  AUTOJIT_SYMBOL_IMPORT = 0,   /* `index` is an import of `module` (index in the image's modules) */
  AUTOJIT_SYMBOL_NAMED = 1,    /* a library routine that the code generator calls */
  AUTOJIT_SYMBOL_CONSTANT = 2, /* `index` is one of the image's constants */
  AUTOJIT_SYMBOL_RIGHTS = 3,   /* like IMPORT, a function of rights.h by its name */
  AUTOJIT_SYMBOL_COUNTER = 4,  /* int32_t that a draft counts down, for each call and each round of a loop */
  AUTOJIT_SYMBOL_HOT = 5,      /* void f(int32_t *counter), which it calls when that is below 0 */
};

struct autojit_image_symbol {
  uint32_t kind;
  uint32_t module;
  uint32_t index;
  uint32_t name; /* in the strings; 0 for a constant */
};

enum autojit_relocation_kind {
  AUTOJIT_RELOCATION_ABS64 = 0,  /* 64 bits: symbol + addend */
  AUTOJIT_RELOCATION_PC32 = 1,   /* signed 32 bits: symbol + addend - place; only for direct imports */
  AUTOJIT_RELOCATION_CALL32 = 2, /* like PC32 with addend -4, in a call or jump: where the symbol is a stub, the code behind it serves as well */
  /*
   * Like CALL32, of a `call *` or `jmp *` (the bytes before the field: ff 15 or ff 25) that may take where it goes from a cell of the runtime's,
   * which always leads to the function. Where there is none, a direct call (67 e8) or jump (e9, behind the field 90) takes its place.
   */
  AUTOJIT_RELOCATION_CELL32 = 3,
};

#define AUTOJIT_RELOCATION_BASE 0xffffffffu /* as `symbol`: where the code was placed */

struct autojit_image_relocation {
  uint32_t offset; /* from the start of the code (or debug object) */
  uint32_t symbol;
  uint32_t kind;
  uint32_t reserved;
  int64_t addend;
};

/*
 * A constant of the source (a string literal …) that left the program with the functions that name it. Programs may compare its address, so the first
 * copy that a process maps serves all images; each brings one. It holds no address.
 */
struct autojit_image_constant {
  uint8_t hash[AUTOJIT_CONSTANT_HASH_SIZE]; /* of its bytes, size and alignment (docs/formats.md) */
  uint32_t offset;                          /* of the image's own copy, from the start of the code */
  uint32_t reserved;
};

struct autojit_image_function {
  uint32_t module;
  uint32_t slot;
  uint32_t offset; /* of its entry, from the start of the code */
  uint32_t size;
  uint32_t name; /* in the strings; as people read it */
};

#define AUTOJIT_NO_SLOT 0xffffffffu

/* A function that was inlined: where the image's function runs, this one may run inside it, without a call of its own. */
struct autojit_image_inlined {
  uint32_t module; /* index in the image's modules */
  uint32_t slot;   /* AUTOJIT_NO_SLOT: it is there only to be inlined */
  uint32_t name;   /* in the strings; the linker's symbol */
};

#endif
