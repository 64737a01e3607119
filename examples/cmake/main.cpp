// shapes: the areas of the figures that its arguments name, and their sum.
#include "shape.h"

#include <cstdio>
#include <exception>
#include <vector>

int main(int argc, char **argv) {
  std::vector<std::unique_ptr<Shape>> shapes;
  for (int i = 1; i < argc; ++i) {
    try {
      shapes.push_back(parseShape(argv[i]));
    } catch (const std::exception &error) {
      std::fprintf(stderr, "shapes: %s\n", error.what());
    }
  }
  double sum = 0;
  for (const auto &shape : shapes) {
    std::printf("%s %.2f\n", shape->name().c_str(), shape->area());
    sum += shape->area();
  }
  std::printf("sum %.2f\n", sum);
  return shapes.empty() ? 1 : 0;
}
