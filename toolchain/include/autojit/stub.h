/*
 * The stub: what stands under the symbol of a lazy function. This header is its specification; the plugin writes it as assembly, the runtime as
 * bytes, and both know it again by them. The LLDB script has what it needs of the bytes once more (extension/debug/lldb), and a test compares.
 *
 * It touches %r11 only, which carries no argument in any calling convention, so arguments, varargs, sret and the stack pass untouched. A plain load
 * orders against the runtime's release store on x86. The resolver is reached through the GOT: a lazily bound PLT entry would destroy %r11.
 */
#ifndef AUTOJIT_STUB_H
#define AUTOJIT_STUB_H

/* endbr64: where branches are protected, the code generator puts it before a stub. */
#define AUTOJIT_BRANCH_TARGET 0xf3, 0x0f, 0x1e, 0xfa

/* `slot`: a string literal, how the assembler is to address the slot. */
#define AUTOJIT_STUB_ASSEMBLY(slot)                                                                                                                  \
  "movq " slot ", %r11\n\t"                                                                                                                          \
  "testq %r11, %r11\n\t"                                                                                                                             \
  "je 1f\n\t"                                                                                                                                        \
  "jmpq *%r11\n"                                                                                                                                     \
  "1:\tleaq " slot ", %r11\n\t"                                                                                                                      \
  "jmpq *__autojit_resolve@GOTPCREL(%rip)"

/* The same as bytes. Between them stand 32-bit distances from their own ends: to the slot, to the slot again, to the resolver's GOT entry. */
#define AUTOJIT_STUB_LOAD 0x4c, 0x8b, 0x1d       /* movq SLOT(%rip), %r11 */
#define AUTOJIT_STUB_TEST 0x4d, 0x85, 0xdb, 0x74 /* testq %r11, %r11; je */
#define AUTOJIT_STUB_JUMP 0x03, 0x41, 0xff, 0xe3 /* over the jump; jmpq *%r11 */
#define AUTOJIT_STUB_ADDRESS 0x4c, 0x8d, 0x1d    /* leaq SLOT(%rip), %r11 */
#define AUTOJIT_STUB_RESOLVE 0xff, 0x25          /* jmpq *RESOLVER(%rip); in a program, linkers make it a direct jump and a byte of padding */
#define AUTOJIT_STUB_BETWEEN AUTOJIT_STUB_TEST, AUTOJIT_STUB_JUMP, AUTOJIT_STUB_ADDRESS
#define AUTOJIT_STUB_BYTES AUTOJIT_STUB_LOAD, 0, 0, 0, 0, AUTOJIT_STUB_BETWEEN, 0, 0, 0, 0, AUTOJIT_STUB_RESOLVE, 0, 0, 0, 0

enum {
  AUTOJIT_BRANCH_TARGET_SIZE = 4,
  AUTOJIT_STUB_SLOT = 3, /* where in the bytes the distances are */
  AUTOJIT_STUB_SLOT_AGAIN = 18,
  AUTOJIT_STUB_RESOLVER = 24,
  AUTOJIT_STUB_SIZE = 28,
};

#endif
