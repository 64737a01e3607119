#include "runtime.h"

#include <sys/mman.h>

enum { POOL = 64 << 10, PAGE = 4096 };

void *take_memory(size_t size) {
  static uint8_t *block; /* under the runtime's lock */
  static size_t left;
  size = (size + 15) & ~(size_t)15;
  if (size > left) {
    size_t wanted = size > POOL ? (size + PAGE - 1) & ~(size_t)(PAGE - 1) : POOL;
    void *fresh = mmap(NULL, wanted, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (fresh == MAP_FAILED)
      return NULL;
    if (wanted > POOL)
      return fresh;
    block = fresh;
    left = wanted;
  }
  void *result = block;
  block += size;
  left -= size;
  return result;
}

struct chunk {
  struct chunk *older;
  size_t size;
};

void *take_from_pool(struct pool *pool, size_t size) {
  size = (size + 15) & ~(size_t)15;
  if (!pool->chunks || size > pool->left) {
    size_t wanted = (sizeof(struct chunk) + size + PAGE - 1) & ~(size_t)(PAGE - 1);
    struct chunk *fresh = mmap(NULL, wanted, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (fresh == MAP_FAILED)
      return NULL;
    *fresh = (struct chunk){pool->chunks, wanted};
    *pool = (struct pool){fresh, wanted - sizeof *fresh};
  }
  void *result = (uint8_t *)pool->chunks + pool->chunks->size - pool->left;
  pool->left -= size;
  return result;
}

void empty_pool(struct pool *pool) {
  for (struct chunk *chunk = pool->chunks; chunk;) {
    struct chunk *older = chunk->older;
    munmap(chunk, chunk->size);
    chunk = older;
  }
  *pool = (struct pool){NULL, 0};
}
