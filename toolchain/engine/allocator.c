/*
 * The engine's own memory. The program's malloc may be interrupted half-way by the signal handler whose function is being made, may be replaced by
 * a function that is itself being made, and may be locked by a thread that waits for us: the engine must not call it. These definitions are hidden,
 * so they serve what is linked into the engine (LLVM, libstdc++) and nothing else.
 *
 * No locks. In a process's own engine, only one thread enters at a time (the dynamic loader's initializers first, then under the runtime's lock). In
 * the daemon (AUTOJIT_ALLOCATOR_THREADS) each thread has blocks of its own, and pieces of the range are taken with one atomic addition. Blocks come
 * from one reserved range and go back to a list of their size, of the thread that frees them; the range is never given back, as the engine lives as
 * long as the process, and the daemon ends when it is idle.
 */
#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>

/* In front of every block. 16 bytes, so that blocks are aligned like malloc's. */
struct header {
  uint64_t offset; /* from the start of the whole block to the end of this header: more than a header for aligned blocks */
  uint32_t class;
  uint32_t unused;
};

struct free_block {
  struct free_block *next;
};

/* Four sizes per doubling: 16, 20, 24, 28, 32, 40 … times 4: at most a quarter is lost. */
enum { SMALLEST = 64, CLASSES = 4 * 40 };
static const uint64_t LARGEST_RANGE = (uint64_t)16 << 30, SMALLEST_RANGE = (uint64_t)64 << 20;

static const uintptr_t PIECE = 2 << 20;

#ifdef AUTOJIT_ALLOCATOR_THREADS
#define OF_THREAD _Thread_local
#else
#define OF_THREAD
#endif

static uint8_t *range;
static uint64_t reserved, used; /* the latter in whole pieces */
static OF_THREAD struct free_block *free_blocks[CLASSES];
static OF_THREAD uint8_t *fresh; /* what nobody had yet, of the last piece */
static OF_THREAD uint64_t fresh_size;

/* The C library's own, for what it allocated itself (strdup, say). */
extern void __libc_free(void *);
extern void *__libc_realloc(void *, size_t);

static uint64_t size_of(uint32_t class) { return (uint64_t)(4 + class % 4) * (SMALLEST / 4) << (class / 4); }

static uint32_t class_of(uint64_t size) {
  if (size <= SMALLEST)
    return 0;
  uint32_t doubling = 63 - (uint32_t)__builtin_clzll((size - 1) / SMALLEST);
  uint64_t step = (uint64_t)(SMALLEST / 4) << doubling;
  return doubling * 4 + (uint32_t)((size - 1 - ((uint64_t)SMALLEST << doubling)) / step) + 1;
}

/* As much address space as the system lets us have; memory itself comes with its first use. */
static bool reserve(void) {
  for (uint64_t wanted = LARGEST_RANGE; wanted >= SMALLEST_RANGE; wanted /= 2) {
    void *got = mmap(NULL, wanted, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (got != MAP_FAILED) {
      range = (uint8_t *)(((uintptr_t)got + PIECE - 1) & ~(PIECE - 1));
      reserved = wanted - (uint64_t)(range - (uint8_t *)got);
      madvise(range, reserved, MADV_HUGEPAGE);
      return true;
    }
  }
  return false;
}

/*
 * Memory for a block of this size. It is asked for ahead of its use, in pieces that can be one large page each: a small page at a time costs several
 * times as much. What the kernel cannot give comes with its use.
 */
static bool take_pieces(uint64_t size) {
  uint64_t wanted = (size + PIECE - 1) & ~(uint64_t)(PIECE - 1);
  uint64_t start = __atomic_fetch_add(&used, wanted, __ATOMIC_RELAXED);
  if (start > reserved || wanted > reserved - start)
    return false;
  uint8_t *pieces = range + start;
  madvise(pieces, wanted, MADV_POPULATE_WRITE);
  if (fresh + fresh_size == pieces) {
    fresh_size += wanted;
  } else {
    fresh = pieces;
    fresh_size = wanted;
  }
  return true;
}

static struct header *header_of(void *block) { return (struct header *)block - 1; }
static bool is_ours(const void *block) { return (uint64_t)((const uint8_t *)block - range) < reserved; }
static uint64_t room_of(void *block) { return size_of(header_of(block)->class) - header_of(block)->offset; }

static void *take(uint64_t size, uint64_t align) {
  if (size > LARGEST_RANGE || align > LARGEST_RANGE || (!range && !reserve()))
    return NULL;
  uint64_t extra = sizeof(struct header) + (align > sizeof(struct header) ? align : 0);
  uint32_t class = class_of(size + extra);
  uint8_t *whole = (uint8_t *)free_blocks[class];
  if (whole) {
    free_blocks[class] = free_blocks[class]->next;
  } else {
    if (size_of(class) > fresh_size && !take_pieces(size_of(class)))
      return NULL;
    whole = fresh;
    fresh += size_of(class);
    fresh_size -= size_of(class);
  }
  uint64_t start = (uint64_t)whole + sizeof(struct header);
  if (align > sizeof(struct header))
    start = (start + align - 1) & ~(align - 1);
  struct header *header = header_of((void *)start);
  header->offset = start - (uint64_t)whole;
  header->class = class;
  return (void *)start;
}

void *malloc(size_t size) {
  void *block = take(size, 0);
  if (!block)
    errno = ENOMEM;
  return block;
}

void free(void *block) {
  if (!block)
    return;
  if (!is_ours(block)) {
    __libc_free(block);
    return;
  }
  struct header *header = header_of(block);
  uint32_t class = header->class;
  struct free_block *whole = (struct free_block *)((uint8_t *)block - header->offset);
  whole->next = free_blocks[class];
  free_blocks[class] = whole;
}

void *calloc(size_t count, size_t size) {
  size_t bytes;
  void *block = __builtin_mul_overflow(count, size, &bytes) ? NULL : malloc(bytes);
  return block ? memset(block, 0, bytes) : NULL;
}

void *realloc(void *block, size_t size) {
  if (!block)
    return malloc(size);
  if (!is_ours(block))
    return __libc_realloc(block, size);
  if (size <= room_of(block))
    return block;
  void *larger = malloc(size);
  if (larger) {
    memcpy(larger, block, room_of(block));
    free(block);
  }
  return larger;
}

void *aligned_alloc(size_t align, size_t size) {
  void *block = take(size, align);
  if (!block)
    errno = ENOMEM;
  return block;
}

int posix_memalign(void **block, size_t align, size_t size) {
  *block = take(size, align);
  return *block ? 0 : ENOMEM;
}
