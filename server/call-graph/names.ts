/** Names as people read them. */

/** Objective-C: `-[Account pay:to:]`, or `+` for one of the class itself. */
const METHOD = /^[-+]\[([^ ]+) ([^:\]]*)/;

const THUNK = /^(?:(?:non-)?virtual|covariant return) thunk to /;

/** What a compiler makes beside a function carries its name and a suffix: `job() (.cold)`. */
const CLONE = / \(\.([\w.]+)\)$/;

/** A coroutine awaits through functions that clang makes: `.__await_suspend_wrapper__await`, `…__init`, `…__final`. */
function cloneName(suffix: string): string {
  const [, await_] = /^__await_suspend_wrapper__(\w+)/.exec(suffix) ?? [];
  if (await_ === undefined) return suffix;
  return { init: 'initial_suspend', final: 'final_suspend', await: 'await_suspend' }[await_] ?? `${await_}_suspend`;
}

interface Shown {
  /** All scopes around the function instead of the last one. */
  scopes?: 'all';
  /** Template arguments, and Rust's type arguments, however long they are, but without their namespaces. */
  arguments?: 'short';
}

/** `ns::Type<int>::method(char const*) const` -> `Type<int>::method`: what fits on a node. */
export function shortName(display: string, shown: Shown = {}): string {
  if (METHOD.test(display)) return display;
  // A table has it in the place of the function itself: the two are told apart.
  if (THUNK.test(display)) return `thunk to ${shortName(display.replace(THUNK, ''), shown)}`;
  const [, clone] = CLONE.exec(display) ?? [];
  if (clone !== undefined) return `${shortName(display.replace(CLONE, ''), shown)} [${cloneName(clone)}]`;
  const bare = withoutArguments(display);
  if (bare === '') return display;
  const scopes = splitScopes(bare);
  const short = shown.arguments === 'short';
  const own = short && scopes.length > 1 && (scopes.at(-1)?.startsWith('<') ?? false) ? `::${scopes.pop() ?? ''}` : '';
  const parts = withoutRustArguments(scopes).map(rustType);
  const last = shown.scopes === 'all' ? parts : parts.slice(-scopesOnNode(parts));
  return last.map(short ? plainTypes : withoutLongTemplateArguments).join('::') + plainTypes(own);
}

/** A lambda's own name is a number in its function: only the function's name says what it is. */
const LAMBDA = /^(\$_\d+|'lambda\d*'|\{lambda.*#\d+\}|\{closure#\d+\})$/s;

function scopesOnNode(parts: readonly string[]): number {
  const last = parts.length - 1;
  const outermost = parts.findIndex((part, at) => at >= last - 1 && LAMBDA.test(part));
  if (outermost < 0) return 2;
  // Rust's closures stand in each other: all of them, and their function.
  if (parts[outermost]?.startsWith('{closure') === true)
    return parts.length - parts.findLastIndex((part) => !part.startsWith('{closure'));
  return parts.length - outermost + 2;
}

/** Rust writes a function's own type arguments as a scope behind it: `largest::<i32>`. */
function withoutRustArguments(parts: readonly string[]): string[] {
  return parts.filter((part, at) => at === 0 || !part.startsWith('<'));
}

/** Rust's `<std::path::Path as core::clone::Clone>::clone` is a function of `Path`. */
function rustType(part: string): string {
  if (!part.startsWith('<') || !part.endsWith('>')) return part;
  const inner = part.slice(1, -1);
  const type = inner.slice(0, topLevel(inner, ' as ')).replace(/^[&*]?(mut |const |dyn )?/, '');
  // Slices, arrays and tuples have no scope of their own.
  return /^[[(]/.test(type) ? plainTypes(type) : (splitScopes(type).pop() ?? type);
}

/** Where `text` stands in `name` outside of all brackets; its end if nowhere. */
function topLevel(name: string, text: string, from = 0): number {
  let depth = 0;
  for (let at = from; at < name.length; at += 1) {
    if (depth === 0 && name.startsWith(text, at)) return at;
    if ('<([{'.includes(name[at] ?? '')) depth += 1;
    else if ('>)]}'.includes(name[at] ?? '') && name[at - 1] !== '-') depth -= 1;
  }
  return name.length;
}

/** Template arguments longer than this say more than a node has room for; the tooltip has them. */
const MAX_TEMPLATE_ARGUMENTS = 16;

function withoutLongTemplateArguments(part: string): string {
  const [, name, args] = /^((?:operator\W+)?[^<]*)<(.*)>$/s.exec(part) ?? [];
  return name === undefined || args === undefined || args.length <= MAX_TEMPLATE_ARGUMENTS ? part : `${name}<…>`;
}

const OPERATOR = /^(operator(?:<=>|<<=?|<=?|>>=?|->\*?|>=?|[^\w\s<>]+))\s*(<.*>)?$/s;

/** A part of a name without its template arguments: `vector<int>` -> `vector<…>`. */
function cutArguments(part: string): string {
  const [, operator, own] = OPERATOR.exec(part) ?? [];
  if (operator !== undefined) return own === undefined ? part : `${operator}<…>`;
  return part.replace(/^([^<]+)<.*>$/s, '$1<…>');
}

/**
 * What all instances of a template are called: `ns::Type<int>::method(…)` -> `ns::Type<…>::method`; undefined for what is no
 * instance.
 */
export function templateName(display: string): string | undefined {
  if (METHOD.test(display) || THUNK.test(display)) return undefined;
  const scopes = splitScopes(withoutArguments(display));
  const parts = withoutRustArguments(scopes);
  const cut = parts.map(cutArguments);
  const isInstance = parts.length < scopes.length || cut.some((part, at) => part !== parts[at]);
  return isInstance ? cut.join('::') : undefined;
}

/** The name as it stands in the source at the definition: `ns::Type::method(…)` -> `method`. */
export function definedName(display: string): string {
  const [, , selector] = METHOD.exec(display) ?? [];
  if (selector !== undefined) return selector;
  const parts = withoutRustArguments(splitScopes(withoutArguments(display)));
  const last = parts[parts.length - 1] ?? display;
  return last.startsWith('operator') ? last : last.replace(/<.*$/s, '');
}

/** Namespaces and classes around a function: `ns::Type<int>::method(…)` -> `ns`, `Type<int>`. */
export function namespacesOf(display: string): string[] {
  const [, type] = METHOD.exec(display) ?? [];
  if (type !== undefined) return [type];
  return splitScopes(withoutArguments(display)).slice(0, -1);
}

/** Types as one says them: without namespaces and allocators, and strings by their usual name. */
export function plainTypes(text: string): string {
  return text
    .replace(/std::(?:__\w+::)?basic_string<char, std::char_traits<char>, std::allocator<char>\s*>/g, 'string')
    .replace(/, std::allocator<[^<>]*>/g, '')
    .replace(/\(anonymous namespace\)::/g, '')
    .replace(/\b[A-Za-z_]\w*::(?=[A-Za-z_])/g, '');
}

/** The parameter list and what stands behind it, ` const` and the like; empty where there is none. */
export function parametersOf(display: string): string {
  return METHOD.test(display) ? '' : display.slice(placeOfName(display)[1]);
}

/** Cuts the parameter list and a return type in front; leaves `operator()` and `(anonymous namespace)` whole. */
function withoutArguments(display: string): string {
  return display.slice(...placeOfName(display));
}

/** What may stand between a function's parameters and what is inside of it: `eval(int) const::$_0::operator()(int)`. */
const INSIDE = /^(?:\[abi:\w+\]| const| volatile| &&?| noexcept)*(?=::)/;

/** What most are: scopes and a name, and behind them parameters that have no scopes. */
const PLAIN_NAME = /^(?:\w+::)*~?\w+(?=\()/;

function endOfPlainName(display: string): number | undefined {
  const [plain = ''] = PLAIN_NAME.exec(display) ?? [];
  if (plain === '' || /(?:^|:)(?:operator|decltype)$/.test(plain)) return undefined;
  return display.includes('::', plain.length) ? undefined : plain.length;
}

/** Where the name with its scopes begins and ends. Parameters of functions that are scopes are a part of it. */
function placeOfName(display: string): [number, number] {
  const end = endOfPlainName(display);
  return end === undefined ? placeOfAnyName(display) : [0, end];
}

function placeOfAnyName(display: string): [number, number] {
  let depth = 0;
  let start = 0;
  for (let at = 0; at < display.length; at += 1) {
    if (display.startsWith(ANONYMOUS, at)) {
      at += ANONYMOUS.length - 1;
      continue;
    }
    if (isOperator(display, at)) {
      at = endOfOperator(display, at) - 1;
      continue;
    }
    const char = display[at];
    if (char === '<' || char === '{') depth += 1;
    else if (char === '>' || char === '}') depth -= 1;
    else if (char === ' ' && depth === 0) start = at + 1;
    else if (char === '(' && depth === 0) {
      const end = endOfBrackets(display, at);
      const inside = INSIDE.exec(display.slice(end));
      if (inside) at = end + inside[0].length - 1;
      else if (/^decltype$/.test(display.slice(start, at))) at = end - 1;
      else return [start, at];
    }
  }
  return [start, display.length];
}

const ANONYMOUS = '(anonymous namespace)';

function isOperator(name: string, at: number): boolean {
  return name.startsWith('operator', at) && !/\w/.test(name[at - 1] ?? ' ') && !/\w/.test(name[at + 8] ?? ' ');
}

/** Index behind the bracket that closes the one at `at`; the end where none does. */
function endOfBrackets(name: string, at: number): number {
  let depth = 0;
  for (; at < name.length; at += 1) {
    if (name[at] === '(') depth += 1;
    else if (name[at] === ')' && --depth === 0) return at + 1;
  }
  return name.length;
}

/** Index behind `operator…` and its symbol or type, so that its own brackets are not taken for arguments. */
function endOfOperator(display: string, at: number): number {
  const symbol =
    /^operator(\(\)|\[\]|->\*?|<=>|<<=?|>>=?|[<>!=+\-*/%^&|]=|&&|\|\||\+\+|--|[<>+\-*/%^&|~!=,]|"" ?\w+| [^(]+)?/.exec(
      display.slice(at),
    );
  return at + Math.max(symbol?.[0].length ?? 0, 'operator'.length);
}

/** `eval(int) const` as a scope is the function `eval`; `(anonymous namespace)` and `{lambda(int)#1}` are names. */
function withoutParameters(scope: string): string {
  const end = isOperator(scope, 0) ? endOfOperator(scope, 0) : 0;
  return scope.startsWith('(') ? scope : scope.slice(0, topLevel(scope, '(', end));
}

/** Most names have no brackets: those need nobody to count them. */
const PLAIN_SCOPES = /^~?\w+(?:::~?\w+)*$/;

function splitScopes(name: string): string[] {
  if (PLAIN_SCOPES.test(name)) return name.split('::');
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < name.length; at += 1) {
    if (depth === 0 && isOperator(name, at)) at = endOfOperator(name, at);
    const char = name[at];
    if ('<({['.includes(char ?? ' ')) depth += 1;
    else if ('>)}]'.includes(char ?? ' ')) depth -= 1;
    else if (char === ':' && name[at + 1] === ':' && depth === 0) {
      parts.push(withoutParameters(name.slice(start, at)));
      start = at + 2;
      at += 1;
    }
  }
  parts.push(withoutParameters(name.slice(start)));
  return parts;
}
