#include "shape.h"

#include <stdexcept>

namespace {

class Circle : public Shape {
public:
  explicit Circle(double radius) : radius(radius) {}
  double area() const override { return 3.14159265358979 * radius * radius; }
  std::string name() const override { return "circle"; }

private:
  double radius;
};

class Box : public Shape {
public:
  Box(double width, double height) : width(width), height(height) {}
  double area() const override { return width * height; }
  std::string name() const override { return width == height ? "square" : "box"; }

private:
  double width, height;
};

std::unique_ptr<Shape> parseBox(const std::string &sides) {
  const std::size_t cross = sides.find('x');
  if (cross == std::string::npos)
    throw std::invalid_argument("a box is WIDTHxHEIGHT, not " + sides);
  return std::make_unique<Box>(std::stod(sides.substr(0, cross)), std::stod(sides.substr(cross + 1)));
}

} // namespace

std::unique_ptr<Shape> parseShape(const std::string &text) {
  const std::size_t colon = text.find(':');
  const std::string kind = text.substr(0, colon);
  const std::string rest = colon == std::string::npos ? "" : text.substr(colon + 1);
  if (kind == "circle")
    return std::make_unique<Circle>(std::stod(rest));
  if (kind == "box")
    return parseBox(rest);
  throw std::invalid_argument("there is no shape " + kind);
}
