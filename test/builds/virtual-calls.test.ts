import { expect, test } from 'vitest';
import { graphOf } from './graph-of.js';

const SOURCE = `
struct Shape { virtual double area() const = 0; virtual ~Shape() {} };
struct Circle : Shape { double area() const override { return 3; } };
struct Box : Shape { double area() const override { return 4; } };
struct Other { virtual double area() const { return 5; } };
static int plus(int x) { return x + 1; }
static int minus(int x) { return x - 1; }
static double unrelated(double x) { return x; }
double (*taken)(double) = unrelated;
double total(const Shape &shape) { return shape.area(); }
int apply(int (*step)(int), int x) { return step(x); }
int main(int argc, char **) {
  Circle circle;
  Box box;
  Other other;
  const Shape &shape = argc > 9 ? static_cast<const Shape &>(box) : circle;
  int (*step)(int) = argc > 9 ? minus : plus;
  return static_cast<int>(total(shape)) + apply(step, 1) == 5 ? 0 : static_cast<int>(other.area());
}
`;

/** The calls of a real program as its graph has them after a run. */
function calls(flags: string[]): string[] {
  const command = ['c++', ...flags, 'shapes.cpp', '-o', 'prog'];
  return graphOf({ 'shapes.cpp': SOURCE }, command, ['--view', 'live', '--trace', 'trace.jsonl', '--depth', '5']).edges;
}

const of = (caller: string, all: string[]): string[] => all.filter((call) => call.startsWith(`${caller} `));

test('a run confirms candidates of virtual calls and of calls through pointers', () => {
  const all = calls(['-g', '-O0']);
  expect(of('total', all)).toEqual([
    'total observed Circle::area',
    'total virtual Box::area',
    'total virtual Circle::area',
  ]);
  expect(of('apply', all)).toEqual(['apply candidate minus', 'apply candidate plus', 'apply observed plus']);
});

test('without debug info every class with a fitting function in the slot is a candidate', () => {
  const all = calls(['-O0']);
  expect(of('total', all)).toEqual([
    'total observed Circle::area',
    'total virtual Box::area',
    'total virtual Circle::area',
    'total virtual Other::area',
  ]);
});
