#include "input.h"

#include "archive.h"
#include "object.h"

#include <ar.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

bool read_input(const char *path, struct input *input) {
  *input = (struct input){0};
  struct stat status;
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0)
    return false;
  bool readable = fstat(file, &status) == 0 && S_ISREG(status.st_mode);
  if (readable && status.st_size > 0) {
    void *data = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, file, 0);
    readable = data != MAP_FAILED;
    input->file = readable ? (struct bytes){data, (size_t)status.st_size} : (struct bytes){0};
  }
  close(file);
  if (!readable)
    return false;
  input->is_thin = input->file.size > SARMAG && memcmp(input->file.data, "!<thin>\n", SARMAG) == 0;
  llvm_blake3_hasher hasher;
  llvm_blake3_hasher_init(&hasher);
  if (is_archive(input->file))
    read_archive(input, &hasher);
  else {
    read_object(input, input->file);
    digest_between_parts(&hasher, input, input->file, 0);
  }
  input->digest = digest_end(&hasher);
  return true;
}

void close_input(struct input *input) {
  if (input->file.size)
    munmap((void *)input->file.data, input->file.size);
  for (size_t i = 0; i != input->part_count; ++i)
    free((void *)input->parts[i].holes);
  free(input->parts);
  *input = (struct input){0};
}

struct digest digest_part(const struct input *input, const struct part *part) {
  llvm_blake3_hasher hasher;
  llvm_blake3_hasher_init(&hasher);
  const uint8_t *start = input->file.data + part->offset;
  uint64_t at = 0;
  for (size_t i = 0; i != part->hole_count; ++i) {
    llvm_blake3_hasher_update(&hasher, start + at, part->holes[i].offset - at);
    at = part->holes[i].offset + part->holes[i].size;
  }
  llvm_blake3_hasher_update(&hasher, start + at, part->size - at);
  return digest_end(&hasher);
}
