/*
 * The body file: header, function names, import names, string table, bitcode (docs/formats.md).
 * Written by the plugin, read by the engine. All offsets are from the start of the file, in bytes.
 */
#ifndef AUTOJIT_BODY_H
#define AUTOJIT_BODY_H

#include <stdint.h>

#define AUTOJIT_BODY_MAGIC 0x31424a41u /* "AJB1" */
#define AUTOJIT_BODY_VERSION 1u

/* Suffix of a body's definition in the bitcode: `f`'s body is `f$autojit`, `f` itself is the stub (an import). */
#define AUTOJIT_BODY_SUFFIX "$autojit"

/* Marks on bodies whose function the linker may replace: by its linkage (no caller may assume this body), or, as the compiler sees it, only by
   symbol interposition (it may be inlined where the source demands that). */
#define AUTOJIT_INTERPOSABLE "autojit-interposable"
#define AUTOJIT_PREEMPTIBLE "autojit-preemptible"

/* flags: the optimization level that the module was compiled for, as LLVM's OptimizationLevel has it; options of the code generator. */
#define AUTOJIT_BODY_SPEED_LEVEL(flags) ((flags) & 0xfu)
#define AUTOJIT_BODY_SIZE_LEVEL(flags) (((flags) >> 4) & 0xfu)
/* -ffp-contract=fast: a multiplication and an addition may be fused wherever they meet. */
#define AUTOJIT_BODY_FUSE_FLAG 0x100u

struct autojit_body_header {
  uint32_t magic;
  uint32_t version;
  uint32_t function_count; /* function i fills slot i */
  uint32_t import_count;   /* import j is entry j of the record's import table */
  uint32_t direct_imports;
  uint32_t strings_offset;
  uint32_t strings_size;
  uint32_t bitcode_offset; /* 8-aligned */
  uint32_t bitcode_size;
  uint32_t flags;
  /* uint32_t function_names[function_count], import_names[import_count]: offsets in the string table */
};

#endif
