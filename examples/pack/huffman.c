/* Huffman codes: 256 counts, then the bits. */
#include "codec.h"

#include <string.h>

enum { SYMBOLS = 256, NODES = 2 * SYMBOLS, NONE = -1 };

typedef struct {
  uint32_t count[NODES];
  int left[NODES], right[NODES], parent[NODES];
  int root;
} Tree;

typedef struct {
  Buffer *output;
  uint8_t byte;
  int used;
} BitWriter;

static int rarest(const Tree *tree, int nodes) {
  int best = NONE;
  for (int i = 0; i < nodes; i++)
    if (tree->count[i] && tree->parent[i] == NONE && (best == NONE || tree->count[i] < tree->count[best]))
      best = i;
  return best;
}

static void build_tree(Tree *tree) {
  int nodes = SYMBOLS;
  for (int i = 0; i < NODES; i++)
    tree->left[i] = tree->right[i] = tree->parent[i] = NONE;
  tree->root = rarest(tree, nodes);
  for (;;) {
    int a = rarest(tree, nodes);
    if (a == NONE)
      return;
    tree->root = a;
    tree->parent[a] = nodes; /* taken, so that the next search finds another */
    int b = rarest(tree, nodes);
    if (b == NONE) {
      tree->parent[a] = NONE;
      return;
    }
    tree->parent[b] = nodes;
    tree->left[nodes] = a;
    tree->right[nodes] = b;
    tree->count[nodes] = tree->count[a] + tree->count[b];
    nodes++;
  }
}

static void write_bit(BitWriter *writer, int bit) {
  writer->byte = (uint8_t)(writer->byte << 1 | bit);
  if (++writer->used == 8) {
    buffer_append(writer->output, writer->byte);
    writer->used = 0;
  }
}

static void flush_bits(BitWriter *writer) {
  while (writer->used)
    write_bit(writer, 0);
}

static void write_code(BitWriter *writer, const Tree *tree, int symbol) {
  uint8_t bits[NODES];
  int length = 0;
  for (int node = symbol; node != tree->root; node = tree->parent[node])
    bits[length++] = tree->right[tree->parent[node]] == node;
  while (length > 0)
    write_bit(writer, bits[--length]);
}

static void encode(const uint8_t *input, size_t length, Buffer *output) {
  Tree tree;
  memset(tree.count, 0, sizeof tree.count);
  for (size_t i = 0; i < length; i++)
    tree.count[input[i]]++;
  for (int i = 0; i < SYMBOLS; i++)
    buffer_append_u32(output, tree.count[i]);
  build_tree(&tree);
  BitWriter writer = {output, 0, 0};
  for (size_t i = 0; i < length; i++)
    write_code(&writer, &tree, input[i]);
  flush_bits(&writer);
}

static int decode(const uint8_t *input, size_t length, size_t size, Buffer *output) {
  const size_t header = SYMBOLS * 4;
  Tree tree;
  uint64_t total = 0;
  if (length < header)
    return -1;
  memset(tree.count, 0, sizeof tree.count);
  for (int i = 0; i < SYMBOLS; i++)
    total += tree.count[i] = read_u32(input + 4 * i);
  if (total != size)
    return -1;
  build_tree(&tree);
  size_t bit = header * 8;
  while (output->size < size) {
    int node = tree.root;
    while (node >= SYMBOLS) {
      if (bit / 8 >= length)
        return -1;
      node = input[bit / 8] >> (7 - bit % 8) & 1 ? tree.right[node] : tree.left[node];
      bit++;
    }
    buffer_append(output, (uint8_t)node);
  }
  return 0;
}

const Codec huffman_codec = {"huffman", encode, decode};
