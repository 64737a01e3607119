import { expect, test } from 'vitest';
import { definedName, namespacesOf, shortName, templateName } from './names.js';

test.each([
  ['main', 'main', 'main'],
  ['foo(int, char const*)', 'foo', 'foo'],
  ['ns::Type<int, char>::method(char const*) const', 'Type<int, char>::method', 'method'],
  ['std::vector<int> make<int>(unsigned long)', 'make<int>', 'make'],
  ['(anonymous namespace)::helper(int)', '(anonymous namespace)::helper', 'helper'],
  ['Type::operator()(int) const', 'Type::operator()', 'operator()'],
  ['operator<<(std::ostream&, Type const&)', 'operator<<', 'operator<<'],
  [
    'bool ns::operator!=<Item**, int>(Iterator<Item**> const&)',
    'ns::operator!=<Item**, int>',
    'operator!=<Item**, int>',
  ],
  ['std::vector<shop::Item*, std::allocator<shop::Item*>>::end()', 'vector<…>::end', 'end'],
  ['Type::operator bool() const', 'Type::operator bool', 'operator bool'],
  ['operator new(unsigned long)', 'operator new', 'operator new'],
  ['Type::~Type()', 'Type::~Type', '~Type'],
  ['a::b::c::d()', 'c::d', 'd'],
  ['engine::Op::eval(int) const::$_0::operator()(int) const', 'Op::eval::$_0::operator()', 'operator()'],
  ['engine::Op::eval(int) const::$_1::__invoke(int)', 'Op::eval::$_1::__invoke', '__invoke'],
  ["void run<int>(int)::'lambda0'(char)::operator()(char) const", "run<int>::'lambda0'::operator()", 'operator()'],
  [
    'main::$_0::operator()(int) const::{lambda(int)#1}::operator()(int) const',
    '$_0::operator()::{lambda(int)#1}::operator()',
    'operator()',
  ],
  ['ns::V::operator+(ns::V const&) const::$_0::operator()() const', 'V::operator+::$_0::operator()', 'operator()'],
  ['f(int)::Local::method()', 'Local::method', 'method'],
  ['f(void (*)(int))::Local::method(int (*)(char)) const', 'Local::method', 'method'],
  ['(anonymous namespace)::A::b(int)::C::d()', 'C::d', 'd'],
  ['decltype(fp.begin()) format<char>(int)', 'format<char>', 'format'],
  ['operators::run(int)', 'operators::run', 'run'],
  [
    'Type::operator()(int)::{lambda(int, char)#2}::operator()(int, char) const',
    'Type::operator()::{lambda(int, char)#2}::operator()',
    'operator()',
  ],
])('%s', (display, short, defined) => {
  expect(shortName(display)).toBe(short);
  expect(definedName(display)).toBe(defined);
});

test('Rust: type arguments and the types of methods', () => {
  expect(shortName('core::ptr::swap_chunk::<1>')).toBe('ptr::swap_chunk');
  expect(shortName('<core::option::Option<&str>>::map_or_else::<alloc::string::String>')).toBe(
    'Option<&str>::map_or_else',
  );
  expect(shortName('<std::path::Path as core::clone::Clone>::clone')).toBe('Path::clone');
  expect(shortName('<&mut std::io::Stdout as std::io::Write>::write_all')).toBe('Stdout::write_all');
  expect(shortName('<[alloc::string::String]>::join::<&str>')).toBe('[String]::join');
  expect(shortName('frequency::survive::{closure#0}')).toBe('survive::{closure#0}');
  expect(shortName('rg::search_parallel::{closure#0}::{closure#1}')).toBe('search_parallel::{closure#0}::{closure#1}');
  expect(definedName('words::count::<alloc::string::String>')).toBe('count');
});

test('Fortran: modules and procedures', () => {
  expect(shortName('statistics::newton')).toBe('statistics::newton');
  expect(definedName('statistics::newton')).toBe('newton');
});

test('what is made beside a function is told apart from it', () => {
  expect(shortName('job() (.__await_suspend_wrapper__await)')).toBe('job [await_suspend]');
  expect(shortName('ns::job(int) (.__await_suspend_wrapper__init)')).toBe('ns::job [initial_suspend]');
  expect(shortName('frob(int) (.cold)')).toBe('frob [cold]');
});

test('function types in template arguments are no parameters', () => {
  expect(shortName('std::function<void (int)>::operator()(int) const')).toBe('function<void (int)>::operator()');
  expect(shortName('std::_Function_handler<void (int), void (*)(int)>::_M_invoke(int)')).toBe(
    '_Function_handler<…>::_M_invoke',
  );
});

test('scopes of a lambda are those of its function', () => {
  expect(namespacesOf('engine::Op::eval(int) const::$_0::operator()(int) const')).toEqual([
    'engine',
    'Op',
    'eval',
    '$_0',
  ]);
});

test('a thunk is told apart from its function', () => {
  expect(shortName('non-virtual thunk to ns::Square::name() const')).toBe('thunk to Square::name');
});

test('Objective-C: methods', () => {
  expect(shortName('-[Account pay:to:]')).toBe('-[Account pay:to:]');
  expect(definedName('-[Account pay:to:]')).toBe('pay');
  expect(definedName('+[Account open]')).toBe('open');
  // Parameters need no names.
  expect(shortName('-[Account at::]')).toBe('-[Account at::]');
  expect(namespacesOf('-[Account(Savings) pay:]')).toEqual(['Account(Savings)']);
});

test.each([
  ['void ns::Type<int>::method(char const*)', 'ns::Type<…>::method'],
  ['int const& std::max<int>(int const&, int const&)', 'std::max<…>'],
  ['std::vector<std::pair<int, char>, std::allocator<int> >::push_back(int&&)', 'std::vector<…>::push_back'],
  ['bool ns::operator<(int, int)', undefined],
  ['ns::Type::operator<=>(ns::Type const&) const', undefined],
  ['ns::Box<int>::operator->() const', 'ns::Box<…>::operator->'],
  ['words::largest::<i32>', 'words::largest'],
  ['plain(int)', undefined],
])('%s is an instance of %s', (display, name) => {
  expect(templateName(display)).toBe(name);
});
