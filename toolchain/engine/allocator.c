/*
 * The engine's own memory. The program's malloc may be interrupted half-way by the signal handler whose function is being made, may be replaced by
 * a function that is itself being made, and may be locked by a thread that waits for us: the engine must not call it. These definitions are hidden,
 * so they serve what is linked into the engine (LLVM, libstdc++) and nothing else.
 *
 * No locks. In a process's own engine each seat (seats.h) has blocks of its own, and one thread at a time has a seat; the dynamic loader's
 * initializers, which come first, have the first. In the daemon each thread has blocks of its own. Blocks are cut from pieces (pieces.c) and go back
 * to the list of their size, of the heap that cut them: whoever else frees one hands it back, so that no thread collects what another must then take
 * anew. Memory is given back when the engine has nothing to do, a span at a time: what was taken at once, and of which no block is in use.
 */
#include "allocator.h"
#include "pieces.h"
#include "seats.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

struct heap;

/* In front of every block. 16 bytes, so that blocks are aligned like malloc's. */
struct header {
  struct heap *heap; /* whose block it is */
  uint32_t class;
  uint32_t offset; /* from the start of the whole block to the end of this header: more than a header for aligned blocks */
};

struct free_block {
  struct free_block *next;
  uint32_t class;
};

/* Four sizes per doubling: 16, 20, 24, 28, 32, 40 … times 4: at most a quarter is lost. */
enum { SMALLEST = 64, CLASSES = 4 * 40 };
static const uint64_t LARGEST = (uint64_t)16 << 30, LARGEST_ALIGN = (uint64_t)1 << 30, MUCH = (uint64_t)64 << 20;

/* At the start of the memory that was taken at once. */
struct span {
  struct span *next; /* of the same heap */
  uint64_t size;
  uint64_t lost;   /* of its end, which was too small */
  uint64_t unused; /* when memory is given back: how much of it is in no block that is in use */
  uint8_t padding[32];
};
_Static_assert(sizeof(struct span) == SMALLEST, "blocks behind it are aligned");

struct heap {
  struct free_block *free_blocks[CLASSES];
  struct span *spans; /* the last one first */
  uint8_t *fresh;     /* what nobody had yet, of the last one */
  uint64_t fresh_size;
  struct free_block *returned; /* by other threads; atomic: they add to it, the owner takes all at once, so no block can come back in between */
};

/* Of an engine in a process, by seat; the first is that of the daemon's first thread. */
static struct heap heaps[AUTOJIT_ENGINE_SEATS];
/* Written before there are threads. */
static bool in_daemon;
static _Thread_local struct heap *heap_of_thread;

void serve_threads_of_daemon(void) {
  in_daemon = true;
  heap_of_thread = &heaps[0];
}

static struct heap *own_heap(void) {
  if (!in_daemon)
    return &heaps[current_seat()];
  if (!heap_of_thread) {
    void *fresh = mmap(NULL, sizeof(struct heap), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    heap_of_thread = fresh == MAP_FAILED ? NULL : fresh;
  }
  return heap_of_thread;
}

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

static void put_back(struct heap *heap, struct free_block *whole) {
  whole->next = heap->free_blocks[whole->class];
  heap->free_blocks[whole->class] = whole;
}

/* Acquire: what other threads wrote into their blocks before they freed them is not seen as written later. */
static void collect_returned(struct heap *heap) {
  struct free_block *block = __atomic_exchange_n(&heap->returned, NULL, __ATOMIC_ACQUIRE);
  while (block) {
    struct free_block *next = block->next;
    put_back(heap, block);
    block = next;
  }
}

static void return_to(struct heap *heap, struct free_block *whole) {
  whole->next = __atomic_load_n(&heap->returned, __ATOMIC_RELAXED);
  while (!__atomic_compare_exchange_n(&heap->returned, &whole->next, whole, true, __ATOMIC_RELEASE, __ATOMIC_RELAXED)) {
  }
}

/* LLVM cannot go on without memory; it would end the process with less to say. Only what is asked for in one is too much may be refused. */
static uint8_t *refuse(uint64_t size) {
  static const char of_daemon[] = "autojitd: the system gives no more memory (a limit on address space, perhaps: ulimit -v)\n";
  static const char of_process[] =
      "autojit: the system gives no more memory for compiling (a limit on address space, perhaps: ulimit -v); raise it, or "
      "have functions made by a daemon (AUTOJIT_ENGINE=daemon)\n";
  if (size > MUCH)
    return NULL;
  if (write(STDERR_FILENO, in_daemon ? of_daemon : of_process, in_daemon ? sizeof of_daemon - 1 : sizeof of_process - 1) < 0) {
    /* If nobody can be told, the abort says it. */
  }
  abort();
}

static uint8_t *cut(struct heap *heap, uint64_t size) {
  if (size > heap->fresh_size) {
    uint64_t taken;
    struct span *span = (struct span *)take_pieces(sizeof *span + size, &taken);
    if (!span)
      return refuse(size);
    if (heap->spans)
      heap->spans->lost += heap->fresh_size;
    *span = (struct span){.next = heap->spans, .size = taken};
    heap->spans = span;
    heap->fresh = (uint8_t *)(span + 1);
    heap->fresh_size = taken - sizeof *span;
  }
  uint8_t *whole = heap->fresh;
  heap->fresh += size;
  heap->fresh_size -= size;
  return whole;
}

/* All spans of a heap, by address. */
struct spans {
  struct span **all;
  uint64_t count, room;
};

static bool collect_spans(const struct heap *heap, struct spans *to) {
  to->count = 0;
  for (const struct span *span = heap->spans; span; span = span->next)
    ++to->count;
  to->room = to->count * sizeof *to->all;
  to->all = to->count ? mmap(NULL, to->room, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) : MAP_FAILED;
  if (to->all == MAP_FAILED)
    return false;
  uint64_t found = 0;
  for (struct span *span = heap->spans; span; span = span->next) {
    uint64_t at = found++;
    for (; at && to->all[at - 1] > span; --at)
      to->all[at] = to->all[at - 1];
    to->all[at] = span;
  }
  return true;
}

static struct span *span_of(const struct spans *spans, const void *block) {
  uint64_t first = 0, end = spans->count;
  while (end - first > 1) {
    const uint64_t middle = (first + end) / 2;
    if ((const void *)spans->all[middle] <= block)
      first = middle;
    else
      end = middle;
  }
  return spans->all[first];
}

static bool is_unused(const struct span *span) { return span->unused + sizeof *span == span->size; }

static void count_unused(struct heap *heap, const struct spans *spans) {
  for (uint64_t i = 0; i < spans->count; ++i)
    spans->all[i]->unused = spans->all[i]->lost;
  heap->spans->unused += heap->fresh_size;
  for (uint32_t class = 0; class < CLASSES; ++class)
    for (const struct free_block *block = heap->free_blocks[class]; block; block = block->next)
      span_of(spans, block)->unused += size_of(class);
}

static void forget_blocks_of_unused(struct heap *heap, const struct spans *spans) {
  for (uint32_t class = 0; class < CLASSES; ++class)
    for (struct free_block **block = &heap->free_blocks[class]; *block;)
      if (is_unused(span_of(spans, *block)))
        *block = (*block)->next;
      else
        block = &(*block)->next;
}

void give_unused_back(void) {
  struct heap *heap = own_heap();
  struct spans spans;
  if (!heap)
    return;
  collect_returned(heap);
  if (!collect_spans(heap, &spans))
    return;
  count_unused(heap, &spans);
  forget_blocks_of_unused(heap, &spans);
  if (is_unused(heap->spans)) {
    heap->fresh = NULL;
    heap->fresh_size = 0;
  }
  for (struct span **span = &heap->spans; *span;) {
    struct span *unused = is_unused(*span) ? *span : NULL;
    if (!unused) {
      span = &(*span)->next;
      continue;
    }
    *span = unused->next;
    give_pieces_back((uint8_t *)unused, unused->size);
  }
  munmap(spans.all, spans.room);
}

static struct header *header_of(void *block) { return (struct header *)block - 1; }
static uint64_t room_of(void *block) { return size_of(header_of(block)->class) - header_of(block)->offset; }

static void *take(uint64_t size, uint64_t align) {
  struct heap *heap = own_heap();
  if (!heap || size > LARGEST || align > LARGEST_ALIGN)
    return NULL;
  uint64_t extra = sizeof(struct header) + (align > sizeof(struct header) ? align : 0);
  uint32_t class = class_of(size + extra);
  if (!heap->free_blocks[class] && __atomic_load_n(&heap->returned, __ATOMIC_RELAXED))
    collect_returned(heap);
  uint8_t *whole = (uint8_t *)heap->free_blocks[class];
  if (whole)
    heap->free_blocks[class] = heap->free_blocks[class]->next;
  else
    whole = cut(heap, size_of(class));
  if (!whole)
    return NULL;
  uint64_t start = (uint64_t)whole + sizeof(struct header);
  if (align > sizeof(struct header))
    start = (start + align - 1) & ~(align - 1);
  *header_of((void *)start) = (struct header){.heap = heap, .class = class, .offset = (uint32_t)(start - (uint64_t)whole)};
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
  if (!is_in_pieces(block)) {
    __libc_free(block);
    return;
  }
  struct header header = *header_of(block);
  struct free_block *whole = (struct free_block *)((uint8_t *)block - header.offset);
  whole->class = header.class;
  if (header.heap == own_heap())
    put_back(header.heap, whole);
  else
    return_to(header.heap, whole);
}

void *calloc(size_t count, size_t size) {
  size_t bytes;
  void *block = __builtin_mul_overflow(count, size, &bytes) ? NULL : malloc(bytes);
  return block ? memset(block, 0, bytes) : NULL;
}

void *realloc(void *block, size_t size) {
  if (!block)
    return malloc(size);
  if (!is_in_pieces(block))
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
