import type { CallGraph, FunctionIndex, LinkedFunction } from './model.js';

/**
 * What compilers make beside a function belongs to it in pictures: variants of constructors and destructors, thunks, cold
 * parts, the copies of one definition that each module has.
 */

/** By index: the function that it belongs to, which is itself for most. */
export function belongingOf(graph: CallGraph): Int32Array {
  const owner = new Int32Array(graph.functions.length);
  const variants = new Map<string, FunctionIndex>();
  for (const fn of graph.functions) owner[fn.index] = ownerOf(graph, fn, variants) ?? fn.index;
  // A thunk of a variant belongs to what the variant belongs to.
  for (let index = 0; index < owner.length; index += 1) {
    let at = owner[index] ?? index;
    for (let steps = 0; steps < 8 && owner[at] !== at; steps += 1) at = owner[at] ?? at;
    owner[index] = at;
  }
  return owner;
}

const VARIANT = /[CD][0-5](?=[EIB])/g;
const THUNK = /^_ZT(?:h[n\d]\d*_|v[n\d]\d*_n?\d+_|c(?:h[n\d]\d*_|v[n\d]\d*_n?\d+_){2})/;
const INITIALIZER = /^__cxx_global_(?:var_init|array_dtor)/;

function ownerOf(
  graph: CallGraph,
  fn: LinkedFunction,
  variants: Map<string, FunctionIndex>,
): FunctionIndex | undefined {
  const { symbol } = fn;
  if (symbol.startsWith('_ZT')) return ownerOfThunk(graph, fn, variants);
  if (INITIALIZER.test(symbol)) return initializerOf(graph, fn, variants);
  return (
    ownerOfPart(graph, fn) ?? ownerOfTestPart(graph, fn) ?? ownerOfCopy(fn, variants) ?? ownerOfVariant(fn, variants)
  );
}

function ownerOfThunk(
  graph: CallGraph,
  fn: LinkedFunction,
  variants: Map<string, FunctionIndex>,
): FunctionIndex | undefined {
  if (!THUNK.test(fn.symbol)) return undefined;
  const target = fn.symbol.replace(THUNK, '_Z');
  return found(graph, fn, target) ?? first(variants, variantKey(fn, target), fn.index);
}

/** Of a lambda's plain function the lambda, of `work.cold` and `work.resolver` the function `work`. */
function ownerOfPart(graph: CallGraph, fn: LinkedFunction): FunctionIndex | undefined {
  const { symbol } = fn;
  if (symbol.includes('8__invoke'))
    return found(graph, fn, symbol.replace('8__invoke', 'cl')) ?? found(graph, fn, staticLambda(symbol));
  const dot = symbol.indexOf('.', 1);
  return dot > 0 ? found(graph, fn, symbol.slice(0, dot)) : undefined;
}

/** A class that a test framework made for one test, by the function in it that is the test: GoogleTest, Boost, Catch2, doctest. */
const TESTS = ['8TestBodyEv', '11test_methodEv', '4testEv', '1fEv'];
/** Other classes have functions of these short names too. */
const MADE_BY_MACRO = /CATCH2_INTERNAL_|C_A_T_C_H_T_E|DOCTEST_ANON_|_DOCTEST_/;

/** Constructor and destructor of a test's class, and what Boost makes to call it: all of it is one test. */
function ownerOfTestPart(graph: CallGraph, fn: LinkedFunction): FunctionIndex | undefined {
  const [, invoked, length, name] = /^_Z(N.*?)?L(\d+)(\w+)_invoker(?:Ev|v)$/.exec(fn.symbol) ?? [];
  if (name !== undefined && Number(length) === name.length + '_invoker'.length) {
    const test = `_Z${invoked ?? 'N'}${String(name.length)}${name}11test_methodEv`;
    return found(graph, fn, test);
  }
  const [, scope] = /^_ZN(.+)[CD][0-5]Ev$/.exec(fn.symbol) ?? [];
  if (scope === undefined) return undefined;
  for (const test of TESTS.slice(0, MADE_BY_MACRO.test(scope) ? TESTS.length : 2)) {
    const body = found(graph, fn, `_ZN${scope}${test}`);
    if (body !== undefined) return body;
  }
  return undefined;
}

/** Each module has a copy of its own of a static function of a header. */
function ownerOfCopy(fn: LinkedFunction, variants: Map<string, FunctionIndex>): FunctionIndex | undefined {
  const { linkage, file, line, source, signature, index } = fn;
  if (linkage !== 'internal' || file === undefined || line === undefined || file === source) return undefined;
  return first(variants, `${file}:${String(line)} ${signature}`, index);
}

function ownerOfVariant(fn: LinkedFunction, variants: Map<string, FunctionIndex>): FunctionIndex | undefined {
  const { symbol } = fn;
  if (!symbol.startsWith('_Z') || !/[CD][0-5][EIB]/.test(symbol)) return undefined;
  return first(variants, variantKey(fn, symbol), fn.index);
}

/** The same for all variants of one constructor or destructor. */
function variantKey({ linkage, source }: LinkedFunction, symbol: string): string {
  return `${linkage === 'internal' ? source : ''} ${symbol.replace(VARIANT, (variant) => variant.charAt(0))}`;
}

function first(known: Map<string, FunctionIndex>, key: string, index: FunctionIndex): FunctionIndex {
  const before = known.get(key);
  if (before === undefined) known.set(key, index);
  return before ?? index;
}

/** What is run before `main` for one source is one thing. */
function initializerOf(graph: CallGraph, fn: LinkedFunction, known: Map<string, FunctionIndex>): FunctionIndex {
  const base = fn.source.slice(fn.source.lastIndexOf('/') + 1);
  return found(graph, fn, `_GLOBAL__sub_I_${base}`) ?? first(known, `initializers ${fn.source}`, fn.index);
}

/** The function that a lambda without captures becomes: `_ZN…8__invoke…` beside `_ZNK…cl…`. */
function staticLambda(symbol: string): string {
  return symbol.replace('8__invoke', 'cl').replace(/N(?=\d*(?:UlvE|Ul|\$_|\d+\$_)[^N]*cl)/, 'NK');
}

function found(graph: CallGraph, fn: LinkedFunction, symbol: string): FunctionIndex | undefined {
  return graph.find(symbol) ?? graph.find(`${fn.source}#${symbol}`);
}
