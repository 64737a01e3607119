#include "five.h"
namespace {
struct Leaf : Node {
  int value(int a) override { return Node::value(a) * 2 + shared; }
};
Leaf leaf;
} // namespace
Node *four() { return &leaf; }
