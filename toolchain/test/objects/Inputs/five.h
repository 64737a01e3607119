#ifndef FIVE_H
#define FIVE_H
template <typename T> T once(T a) {
  static int calls;
  return a + T(++calls);
}
struct Node {
  virtual ~Node() {}
  virtual int value(int a) { return a; }
};
inline int shared = 5;
struct Problem {
  virtual int code() const { return 40; }
};
inline Node &fallback() {
  static Node node;
  return node;
}
extern int written;
extern "C" int one(int a);
int two(int a, Node &node);
int three(int (*f)(int), int a);
Node *four();
#endif
