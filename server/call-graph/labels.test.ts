import { expect, test } from 'vitest';
import { distinctLabels } from './labels.js';
import { shortName } from './names.js';

interface Sketch {
  signature: string;
  symbol?: string;
  source?: string;
}

/** Labels of functions with these signatures when they are shown together. */
function labels(...sketches: (Sketch | string)[]): string[] {
  const functions = sketches.map((sketch, index) => {
    const { signature, symbol, source } = typeof sketch === 'string' ? { signature: sketch } : sketch;
    const label = shortName(signature);
    return { index, signature, label, symbol: symbol ?? `_Z${index}`, source: source ?? '/p/a.cpp' };
  });
  const told = distinctLabels(functions);
  return functions.map(({ index, label }) => told.get(index) ?? label);
}

test('who is alone has the short name', () => {
  expect(labels('f(int)', 'g(int)', 'ns::max<int>(int, int)')).toEqual(['f', 'g', 'ns::max<int>']);
});

test('overloads are told apart by their parameters', () => {
  expect(labels('f(int)', 'f(double)', 'g(int)')).toEqual(['f(int)', 'f(double)', 'g']);
  expect(labels('A::at(int)', 'A::at(int) const')).toEqual(['A::at(int)', 'A::at(int) const']);
  expect(
    labels(
      'ns::show(std::__cxx11::basic_string<char, std::char_traits<char>, std::allocator<char>> const&)',
      'ns::show(std::vector<ns::Item, std::allocator<ns::Item>> const&)',
    ),
  ).toEqual(['ns::show(string const&)', 'ns::show(vector<Item> const&)']);
});

test('instances of a template are told apart by its arguments', () => {
  expect(labels('int max<int>(int, int)', 'double max<double>(double, double)')).toEqual(['max<int>', 'max<double>']);
  expect(
    labels(
      'std::vector<shop::Item*, std::allocator<shop::Item*>>::end()',
      'std::vector<shop::Order*, std::allocator<shop::Order*>>::end()',
    ),
  ).toEqual(['vector<Item*>::end', 'vector<Order*>::end']);
});

test('Rust: type arguments', () => {
  expect(labels('words::largest::<i32>', 'words::largest::<alloc::string::String>')).toEqual([
    'words::largest::<i32>',
    'words::largest::<String>',
  ]);
});

test('one name in several namespaces', () => {
  expect(labels('a::x::f()', 'b::x::f()')).toEqual(['a::x::f', 'b::x::f']);
});

test('constructors of one signature say what they make', () => {
  expect(
    labels(
      { signature: 'Box::Box(double)', symbol: '_ZN3BoxC1Ed' },
      { signature: 'Box::Box(double)', symbol: '_ZN3BoxC2Ed' },
    ),
  ).toEqual(['Box::Box [whole object]', 'Box::Box [as base]']);
  expect(
    labels({ signature: 'Box::~Box()', symbol: '_ZN3BoxD0Ev' }, { signature: 'Box::~Box()', symbol: '_ZN3BoxD2Ev' }),
  ).toEqual(['Box::~Box [deleting]', 'Box::~Box [as base]']);
});

test('static functions of several modules', () => {
  expect(
    labels(
      { signature: 'usage', symbol: 'usage', source: '/p/a.c' },
      { signature: 'usage', symbol: 'usage', source: '/p/b.c' },
      { signature: 'usage', symbol: 'usage', source: '/p/deep/b.c' },
    ),
  ).toEqual(['usage · a.c', 'usage · p/b.c', 'usage · deep/b.c']);
});

test('whatever is alike, no two labels are equal', () => {
  const many = ['f(int)', 'f(int) const', 'a::f(int)', 'b::a::f(int)', 'f<int>(int)', 'f<long>(int)'];
  const all = labels(
    ...many,
    ...many.map((signature, at) => ({ signature, symbol: `_Zx${at}`, source: `/q/${at % 2}.cpp` })),
  );
  expect(new Set(all).size).toBe(all.length);
});
