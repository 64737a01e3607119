#pragma once

#include <memory>
#include <string>

/// A figure of the plane. `parseShape` makes one of a text such as `circle:2` or `box:3x4`.
class Shape {
public:
  virtual ~Shape() = default;
  virtual double area() const = 0;
  virtual std::string name() const = 0;
};

/// Throws std::invalid_argument for anything else.
std::unique_ptr<Shape> parseShape(const std::string &text);
