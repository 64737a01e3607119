/** Why functions stay eager, for people; docs/eager.md has the same list, and a test compares them. */
export interface Reason {
  which: string;
  why: string;
  /** What a person can do, one sentence. */
  wayOut: string;
}

const NONE = 'Nothing: it costs what it costs in a regular build, and what it calls is lazy.';

const REASONS: Record<string, Reason> = {
  naked: {
    which: 'It is `__attribute__((naked))`.',
    why: 'Its body is exact assembly, and a stub cannot stand in for that.',
    wayOut: NONE,
  },
  'ifunc-resolver': {
    which: 'It is the resolver of an ifunc, or is called by one in its file.',
    why: 'The dynamic linker calls it before anything else runs.',
    wayOut: NONE,
  },
  'called-by-loader': {
    which: "It is the program's own `malloc`, `calloc`, `realloc` or `free`, or one of these calls it.",
    why: 'The dynamic loader calls it when it opens the engine: a stub would wait for itself.',
    wayOut: 'If these functions call into other files, compile those with `AUTOJIT_DISABLE=1`.',
  },
  'static-initializer': {
    which: 'It is a constructor, a destructor or an initialiser of a C++ variable that runs before or after `main`.',
    why: 'It runs in any case, so there is nothing to save.',
    wayOut: NONE,
  },
  'block-address': {
    which: 'It takes the address of a label (computed `goto`).',
    why: 'That address is inside of the body.',
    wayOut: 'A `switch` in place of the computed `goto` makes it lazy.',
  },
  'module-asm': {
    which: 'Assembly at the level of its file names it.',
    why: 'That assembly may call or alias it unseen.',
    wayOut: 'Move the assembly into a file of its own.',
  },
  'inline-asm': {
    which: 'It has inline assembly.',
    why: 'That may name symbols that only the assembler sees.',
    wayOut: 'Put the assembly in a small function of its own; the rest is lazy then.',
  },
  'calling-convention': {
    which: 'Its calling convention lets `%r11` carry a value (`preserve_none`, `no_caller_saved_registers`).',
    why: 'A stub needs that register.',
    wayOut: 'Use another calling convention, if it does not have to be this one.',
  },
  section: {
    which: 'The source places it in a section.',
    why: 'Whoever did that wants it there.',
    wayOut: 'Remove the section attribute, if nothing relies on it.',
  },
  'prefix-data': {
    which:
      'It has data before its first instruction (prefix or prologue data, `-fsanitize=kcfi`, `-fsanitize=function`).',
    why: 'Callers read what stands before the function.',
    wayOut: 'Build without these options.',
  },
  instrumented: {
    which:
      'Its file is compiled with a sanitizer, with counters (profile, coverage, gcov), by a profile, or with `-pg` or XRay.',
    why: "The instrumentation runs over the whole module, and reports name functions by the program's debug information.",
    wayOut: 'Build without these options to see the program lazy.',
  },
  'whole-program': {
    which:
      'It has a check or a virtual call that the linker decides (`-fsanitize=cfi`, `-fwhole-program-vtables`, `-fvirtual-function-elimination`).',
    why: 'The linker must see all of them.',
    wayOut: 'Build without these options.',
  },
  diagnosed: {
    which: 'Its file calls a function with `__attribute__((error))` or `((warning))`.',
    why: 'Only the optimizer, on a whole file, can show which calls remain; a function with `error` usually exists nowhere.',
    wayOut: 'Move what calls it into a file of its own, or compile with `-Wno-attribute-warning` if it is a warning.',
  },
  'frame-limit': {
    which: 'Its file is compiled with `-Wframe-larger-than=`.',
    why: 'How large a frame is shows only when its code is made.',
    wayOut: 'Compile without this option to see the program lazy.',
  },
  remarks: {
    which: 'Its file is compiled with `-Rpass…`, `-fsave-optimization-record` or `-fstack-usage`.',
    why: 'What is reported is about the code of the whole file.',
    wayOut: 'Compile without these options to see the program lazy.',
  },
  'loop-pragma': {
    which:
      'From -O1 on: it has a loop that the source wants unrolled, vectorized or distributed, or it may be inlined into such a function or inline one.',
    why: 'The optimizer warns where it cannot (`-Wpass-failed`), and with `-Werror` the build fails.',
    wayOut: 'Compile with `-Wno-pass-failed` if nobody needs the warning, or remove the pragma.',
  },
  'asm-constant': {
    which: 'From -O1 on: it surrounds inline assembly with an operand that inlining must make a constant.',
    why: 'The assembly is compiled only if both are inlined together.',
    wayOut: 'Pass the constant by a macro or a template.',
  },
  'general-registers': {
    which: 'It is compiled without SSE or x87 (`-mno-sse`, `-mgeneral-regs-only`, `-msoft-float`).',
    why: 'The code generator refuses what needs these registers, and must do so in the build.',
    wayOut: NONE,
  },
  processor: {
    which: 'clang 19 compiled it for AVX-512 without 512-bit registers (`-mno-evex512`, `-mavx10.1-256`).',
    why: "The engine's LLVM has no such processors and would use the registers.",
    wayOut: 'Compile for a processor with 512-bit registers, or with clang 22.',
  },
  'ifunc-lto': {
    which:
      'It names a multiversioned function of its own file, which is compiled with `-flto` or to assembly (`-S`, `-fno-integrated-as`).',
    why: "A table with such a name breaks LLVM's link-time optimization and GNU's linker, and the imports of bodies are one.",
    wayOut: 'Call the multiversioned function from another file.',
  },
  'llvm-options': {
    which: 'Its file is compiled with `-mllvm` or another `-fpass-plugin`.',
    why: 'The engine has neither.',
    wayOut: 'Compile the file without these options.',
  },
  'split-stack': {
    which: 'It is compiled with `-fsplit-stack`.',
    why: 'The routine that grows the stack is linked into the program, hidden.',
    wayOut: 'Compile without `-fsplit-stack`.',
  },
  'stack-guard': {
    which: 'Its stack is protected with `-mstack-protector-guard=global` or `-symbol`.',
    why: 'Only the code generator names that variable.',
    wayOut: 'Use the default guard.',
  },
  coroutine: { which: 'It is a C++20 coroutine.', why: 'A pass that must see its callers splits it.', wayOut: NONE },
  'thread-local': {
    which: 'It names a thread-local variable other than by reading and writing it.',
    why: 'That variable has no single address.',
    wayOut: "Take the variable's address in a function of its own.",
  },
  'local-escape': {
    which: 'It shares its frame with another function.',
    why: 'The two must stay together.',
    wayOut: NONE,
  },
  'link-time-check': {
    which:
      'From -O1 on: its file calls a function without arguments and result that it only declares, and the optimizer removes all such calls. It stands around one of them, or what it does decides whether they stay.',
    why: 'The program may link only because the optimizer removes that call, and a body names what it calls before it is optimized.',
    wayOut: 'Define the function that is called, or give it an argument.',
  },
  annotated: {
    which: 'The source says `__attribute__((annotate("autojit:eager")))`.',
    why: 'The source asks for it.',
    wayOut: 'Remove the annotation, then build again.',
  },
  'excluded-path': {
    which: 'An `autojit.toml` leaves its file out (`exclude`, or an `include` that does not fit).',
    why: 'The project asks for it.',
    wayOut: 'Change `exclude` or `include` there, then build again from scratch.',
  },
  'excluded-name': {
    which: 'The list `eager` of an `autojit.toml` names it.',
    why: 'The project asks for it.',
    wayOut: 'Unpin it ("Pin Lazy"), or change the pattern there; then build again.',
  },
};

export function reasonOf(code: string): Reason | undefined {
  return REASONS[code];
}

/** Whether a person can do something about it. */
export function hasWayOut(code: string): boolean {
  const wayOut = REASONS[code]?.wayOut ?? NONE;
  return wayOut !== NONE;
}

export const REASON_CODES: readonly string[] = Object.keys(REASONS);
