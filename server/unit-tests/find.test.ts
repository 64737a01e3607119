import { expect, test } from 'vitest';
import { linkCallGraph } from '../call-graph/link.js';
import type { Program } from '../program/program.js';
import { type FunctionSketch, manifest } from '../testing/manifests.js';
import { findTests } from './find.js';
import { byLine } from './together.js';
import type { UnitTest } from './unit-test.js';

/** Signatures with the lines of the build. */
function find(file: string, functions: [string, number][], text: string, more: FunctionSketch[] = []) {
  const sketches = functions.map(([display, line], index) => ({ name: `f${String(index)}`, display, line }));
  const graph = linkCallGraph([manifest(file, [...sketches, ...more])]);
  const program = { path: '/w/tests', graph } as unknown as Program;
  const placed = graph.functions.map((fn) => ({ program, fn, line: fn.line ?? 0 }));
  return findTests(placed, text.split('\n')).map(({ line, placed: { fn }, start, disabled, name }) => ({
    line: line + 1,
    built: fn.line,
    args: start.args,
    ...(disabled && { disabled: name }),
  }));
}

test('what a framework leaves out unless it is named is known, and how it is run all the same', () => {
  const left = (...args: Parameters<typeof find>) =>
    find(...args).flatMap((one) => ('disabled' in one ? [[one.disabled, ...one.args.slice(1)]] : []));
  expect(
    left(
      't.cpp',
      [
        ['Twice_DISABLED_Doubles_Test::TestBody()', 1],
        ['DISABLED_Twice_Halves_Test::TestBody()', 2],
        ['Twice_Is_Test::TestBody()', 3],
      ],
      'TEST(Twice, DISABLED_Doubles) {}\nTEST(DISABLED_Twice, Halves) {}\nTEST(Twice, Is) {}',
    ),
  ).toEqual([
    ['Twice.DISABLED_Doubles', '--gtest_also_run_disabled_tests'],
    ['DISABLED_Twice.Halves', '--gtest_also_run_disabled_tests'],
  ]);
  const catch2 =
    'TEST_CASE("a", "[x][.]") {}\nTEST_CASE("b", "[x.y]") {}\nTEST_CASE("c", "[!benchmark]") {}\nTEST_CASE("d") { f("[.]"); }';
  const made = [1, 2, 3, 4].map((line): [string, number] => [`CATCH2_INTERNAL_TEST_${String(line)}()`, line]);
  expect(left('t.cpp', made, catch2)).toEqual([['a'], ['c']]);
  const doctest =
    'TEST_CASE("a" * doctest::skip()) {}\nTEST_CASE("b" * doctest::skip(false)) {}\nTEST_CASE("c") { skip(); }';
  const functions = [1, 2, 3].map((line): [string, number] => [`DOCTEST_ANON_FUNC_${String(line)}()`, line]);
  expect(left('t.cpp', functions, doctest)).toEqual([['a', '--case-sensitive=true', '--no-skip']]);
  const boost = 'BOOST_AUTO_TEST_CASE(a, * utf::disabled()) {}\nBOOST_AUTO_TEST_CASE(b) { x.disabled(); }';
  expect(
    left(
      't.cpp',
      [
        ['a::test_method()', 1],
        ['b::test_method()', 2],
      ],
      boost,
    ),
  ).toEqual([['a']]);
  const rust = '#[test]\n#[ignore = "slow"]\nfn a() {}\n#[ignore]\n#[test]\nfn b() {}\n#[test]\nfn c() {}';
  const wrapper = { name: 'w', display: 'test::assert_test_result::<()>', file: '/rustc/0/library/test/src/lib.rs' };
  const tests: [string, number][] = [
    ['w::a', 3],
    ['w::b', 6],
    ['w::c', 8],
  ];
  expect(left('lib.rs', tests, rust, [wrapper])).toEqual([
    ['a', '--exact', '--nocapture', '--include-ignored'],
    ['b', '--exact', '--nocapture', '--include-ignored'],
  ]);
});

test('a name in any literal of C++ is what the compiler makes of it', () => {
  const text = String.raw`TEST_CASE("größer, \u00fcber" " \"so\"") {}
TEST_CASE(R"(raw "name" [x])") {}
TEST_CASE(u8"tab\tend") {}`;
  const made = [1, 2, 3].map((line): [string, number] => [`CATCH2_INTERNAL_TEST_${String(line)}()`, line]);
  expect(find('t.cpp', made, text).map(({ args }) => args[0])).toEqual([
    'größer\\, über \\"so\\"',
    'raw \\"name\\" \\[x]',
    'tab\tend',
  ]);
});

test('a GoogleTest is found by its class, where its macro stands now', () => {
  const text = `
TEST(Twice, Doubles_It) {
}
TEST_F(
    Basket, Holds) {}`;
  const functions: [string, number][] = [
    ['shop::Twice_Doubles_It_Test::TestBody()', 1],
    ['shop::Twice_Doubles_It_Test::~Twice_Doubles_It_Test()', 1],
    ['Basket_Holds_Test::TestBody()', 3],
  ];
  expect(find('t.cpp', functions, text)).toEqual([
    { line: 2, built: 1, args: ['--gtest_filter=Twice.Doubles_It'] },
    { line: 4, built: 3, args: ['--gtest_filter=Basket.Holds'] },
  ]);
});

test('instances of parameterized and typed GoogleTests are run together', () => {
  const text = 'TEST_P(Prices, Are) {}\nTYPED_TEST(Box, Is) {}\nTYPED_TEST_P(Bag, IsFull) {}';
  const functions: [string, number][] = [
    ['Prices_Are_Test::TestBody()', 1],
    ['Box_Is_Test<int>::TestBody()', 2],
    ['Box_Is_Test<char>::TestBody()', 2],
    ['gtest_suite_Bag_::IsFull<int>::TestBody()', 3],
  ];
  expect(find('t.cpp', functions, text).map(({ args }) => args[0])).toEqual([
    '--gtest_filter=Prices.Are/*:*/Prices.Are/*',
    '--gtest_filter=Box/*.Is',
    '--gtest_filter=Bag/*.IsFull:*/Bag/*.IsFull',
  ]);
});

test('a GoogleTest that a macro of the project makes is known by its class alone', () => {
  expect(find('t.cpp', [['Codec_Packs_Test::TestBody()', 1]], 'CODEC_TEST(Packs) {}')).toEqual([
    { line: 1, built: 1, args: ['--gtest_filter=Codec?Packs'] },
  ]);
});

test('a GoogleTest that the program does not have yet has no lens', () => {
  expect(find('t.cpp', [['main', 1]], 'TEST(New, One) {}')).toEqual([]);
});

test('a Catch2 test is run by the name in the text, escaped as its parser wants it', () => {
  const text = [
    'TEST_CASE("twice doubles, always", "[math]") {}',
    'SCENARIO("a [basket] is " "filled") {}',
    'TEST_CASE_METHOD(Fix, "says \\"so\\"") {}',
    'TEMPLATE_TEST_CASE("sizes", "[t]", int, char) {}',
  ].join('\n');
  const functions: [string, number][] = [
    ['C_A_T_C_H_T_E_S_T_0()', 1],
    ['CATCH2_INTERNAL_TEST_2()', 2],
    ['(anonymous namespace)::C_A_T_C_H_T_E_S_T_6::test()', 3],
    ['void C_A_T_C_H_T_E_M_P_L_A_T_E_T_E_S_T_F_U_N_C_8<int>()', 4],
  ];
  expect(find('t.cpp', functions, text)).toEqual([
    { line: 1, built: 1, args: ['twice doubles\\, always'] },
    { line: 2, built: 2, args: ['Scenario: a \\[basket] is filled'] },
    { line: 3, built: 3, args: ['says \\"so\\"'] },
    { line: 4, built: 4, args: ['sizes - *'] },
  ]);
});

test('a Rust test is run by its path in the crate; of two with one name each line has its own', () => {
  const text = `
mod a { #[cfg(test)] mod tests {
    #[test]
    #[should_panic(expected = "x")]
    fn works() {}
}}
mod b { mod tests {
    #[tokio::test]
    async fn works() {}
    fn helper() {}
}}`;
  const functions: [string, number][] = [
    ['words::a::tests::works', 4],
    ['words::a::tests::works::{closure#0}', 4],
    ['words::b::tests::works', 8],
    ['words::b::tests::helper', 9],
  ];
  const wrapper = { name: 'w', display: 'test::assert_test_result::<()>', file: '/rustc/0/library/test/src/lib.rs' };
  expect(find('lib.rs', functions, text, [wrapper])).toEqual([
    { line: 5, built: 4, args: ['a::tests::works', '--exact', '--nocapture'] },
    { line: 9, built: 8, args: ['b::tests::works', '--exact', '--nocapture'] },
  ]);
});

test('Rust tests that macros made are known by the wrappers that the harness has for them', () => {
  const text = 'cases! {\n  zero: 0, one: 1,\n}\n#[test]\nfn plain() {}\nfn helper() { let f = || 1; }';
  const made: FunctionSketch[] = [
    { name: 'w', display: 'test::assert_test_result::<()>', file: '/rustc/0/library/test/src/lib.rs' },
    { name: 'c1', display: 'words::cases::one::{closure#0}', line: 1, calls: ['one', 'w'] },
    { name: 'one', display: 'words::cases::one', line: 1 },
    { name: 'c2', display: 'words::plain::{closure#0}', line: 5, calls: ['plain', 'w'] },
    { name: 'plain', display: 'words::plain', line: 5 },
    { name: 'c3', display: 'words::helper::{closure#0}', line: 6 },
    { name: 'helper', display: 'words::helper', line: 6, calls: ['c3'] },
  ];
  expect(find('lib.rs', [], text, made)).toEqual([
    { line: 5, built: 5, args: ['plain', '--exact', '--nocapture'] },
    { line: 2, built: 1, args: ['cases::one', '--exact', '--nocapture'] },
  ]);
});

test('tests that one use of a macro made are started together', () => {
  const together = (...all: { line: number; args: string[] }[]) =>
    byLine(
      all.map(({ line, args }) => ({ line, start: { args }, placed: { program: {} } }) as unknown as UnitTest),
    ).map(({ first, start }) => [first.line, ...start.args]);
  expect(together({ line: 1, args: ['a', '--exact'] }, { line: 2, args: ['b', '--exact'] })).toEqual([
    [1, 'a', '--exact'],
    [2, 'b', '--exact'],
  ]);
  expect(together({ line: 1, args: ['a', '--exact'] }, { line: 1, args: ['b', '--exact'] })).toEqual([
    [1, 'a', '--exact', 'b'],
  ]);
  const filters = ['--gtest_filter=A.B', '--gtest_filter=C?D'].map((one) => ({ line: 3, args: [one] }));
  expect(together(...filters)).toEqual([[3, '--gtest_filter=A.B:C?D']]);
});

test('a Rust program that is no harness has functions with the names of tests, and no test', () => {
  const text = 'fn works() {}\n#[cfg(test)] mod tests {\n  #[test]\n  fn works() {}\n}';
  expect(find('lib.rs', [['words::works', 1]], text)).toEqual([]);
});

test('a doctest is run by the name in the text; one for several types by a pattern', () => {
  const text = [
    'TEST_CASE("twice, always") {}',
    'TEST_CASE_TEMPLATE("sizes", T, int, char) {}',
    'SCENARIO("a story") {}',
  ].join('\n');
  const functions: [string, number][] = [
    ['DOCTEST_ANON_SUITE_13::DOCTEST_ANON_FUNC_14()', 1],
    ['void DOCTEST_ANON_TMP_19<int>()', 2],
    ['DOCTEST_ANON_FUNC_20()', 3],
  ];
  expect(find('t.cpp', functions, text).map(({ line, args }) => [line, args[0]])).toEqual([
    [1, '--test-case=twice\\, always'],
    [2, '--test-case=sizes<*>'],
    [3, '--test-case=  Scenario: a story'],
  ]);
});

test('a case of Boost.Test is named with the suites that are open where it stands', () => {
  const text = [
    'BOOST_AUTO_TEST_SUITE(math)',
    'BOOST_AUTO_TEST_CASE(doubles) {}',
    'BOOST_DATA_TEST_CASE(many, xrange(3)) {}',
    'BOOST_AUTO_TEST_SUITE_END()',
    'BOOST_FIXTURE_TEST_CASE(fixed, Fix) {}',
    'BOOST_AUTO_TEST_CASE_TEMPLATE(typed, T, types) {}',
    'BOOST_DATA_TEST_CASE_F(Fix, more, xrange(3)) {}',
  ].join('\n');
  const functions: [string, number][] = [
    ['ns::math::doubles::test_method()', 2],
    ['void ns::math::manycase::test_method<int const&>(int const& const&)', 3],
    ['fixed::test_method()', 5],
    ['typed<int>::test_method()', 6],
    ['void morecase::test_method<int const&>(int const& const&)', 7],
  ];
  expect(find('t.cpp', functions, text).map(({ line, args }) => [line, args[0]])).toEqual([
    [2, '--run_test=math/doubles'],
    [3, '--run_test=math/many'],
    [5, '--run_test=fixed'],
    [6, '--run_test=typed<*'],
    [7, '--run_test=more'],
  ]);
});
