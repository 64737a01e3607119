/*
 * What a program that was compiled with -finstrument-functions calls: each pair of caller and callee once, addresses relative to the program, in the
 * file that $ORACLE_PAIRS names. It is mapped by all processes, so that it does not matter how one ends. Compiled without that option, with frame
 * pointers.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

extern char __executable_start, etext;

enum { DEPTH = 65536, PAIRS = 1 << 20 };

struct frame {
  uintptr_t function, address, site;
};
static _Thread_local struct frame frames[DEPTH];
static _Thread_local unsigned depth;

/* A place holds caller, callee (each at most 31 bits), through, and 1. `caller` 0: nobody of the program. `through`: by way of code that is not the
 * program's. */
static _Atomic uint64_t none[1]; /* of a program that nobody asked */
static _Atomic uint64_t *pairs = none;
static size_t places = 1;

/* Before the constructors of the program, which are among its functions. */
__attribute__((constructor(101))) static void map_pairs(void) {
  const char *name = getenv("ORACLE_PAIRS");
  int file = name ? open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0600) : -1;
  if (file < 0 || ftruncate(file, PAIRS * sizeof *pairs) != 0)
    return;
  void *memory = mmap(NULL, PAIRS * sizeof *pairs, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  close(file);
  if (memory == MAP_FAILED)
    return;
  pairs = memory;
  places = PAIRS;
}

static uint64_t offset_of(uintptr_t address) {
  uintptr_t start = (uintptr_t)&__executable_start;
  return address >= start && address < (uintptr_t)&etext ? address - start : 0;
}

static void note(uint64_t caller, uint64_t callee, unsigned through) {
  if (places == 1)
    return;
  uint64_t key = caller << 33 | callee << 2 | through << 1 | 1;
  for (uint64_t at = key * 0x9e3779b97f4a7c15u >> 44;; ++at) {
    uint64_t known = 0;
    if (atomic_compare_exchange_strong(&pairs[at % places], &known, key) || known == key)
      return;
  }
}

static bool is_live(void) { return depth && depth <= DEPTH; }

/*
 * Who called. A function that was inlined into another one has that one's frame and return address. A call from the program's own code has its
 * caller's frame where every function saves it: the function that is noted with that frame, the last one where some were inlined into it, or one that
 * tells nothing (the compiler made it), of which we have the place that it called from. Behind a library it is whoever was entered last and has not
 * left: exceptions and longjmp leave without telling, and their frames lie deeper than the one that is entered now, or where it is.
 */
static uintptr_t caller_of(uintptr_t callee, uintptr_t frame, uintptr_t site, bool *through) {
  if (is_live() && frames[depth - 1].address == frame && frames[depth - 1].site == site && frames[depth - 1].function != callee)
    return frames[depth - 1].function;
  *through = !offset_of(site);
  if (*through) {
    while (is_live() && frames[depth - 1].address <= frame)
      --depth;
    return is_live() ? frames[depth - 1].function : 0;
  }
  uintptr_t parent = *(uintptr_t *)frame;
  while (is_live() && frames[depth - 1].address < parent)
    --depth;
  return is_live() && frames[depth - 1].address == parent ? frames[depth - 1].function : offset_of(site) - 1;
}

void __cyg_profile_func_enter(void *function, void *site) {
  uintptr_t frame = (uintptr_t)__builtin_frame_address(1);
  uintptr_t callee = offset_of((uintptr_t)function);
  bool through = false;
  uintptr_t caller = caller_of(callee, frame, (uintptr_t)site, &through);
  if (callee)
    note(caller, callee, through);
  if (depth < DEPTH)
    frames[depth++] = (struct frame){callee, frame, (uintptr_t)site};
}

void __cyg_profile_func_exit(void *function, void *site) {
  (void)site;
  uint64_t callee = offset_of((uintptr_t)function);
  for (unsigned at = depth; at; --at)
    if (frames[at - 1].function == callee) {
      depth = at - 1;
      return;
    }
}
