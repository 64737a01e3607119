/** A program that is edited at random, as a model: what it is made of, what may be edited, and its text in C or C++. */

export type Language = 'c' | 'cpp';

/** What a reload may make of an edit. */
export type Expected = 'exchanged' | 'refused' | 'any';

/** A program that can be edited at random. */
export interface Editable {
  /** One edit or several; what they are called, and what is expected of a reload. */
  edit(): { title: string; expected: Expected };
  files(): Record<string, string>;
  /** As it is now, whatever becomes of this one. */
  copy(): Editable;
}

type Statement =
  | { kind: 'number'; operator: string; value: number }
  | { kind: 'global'; name: string; written: boolean }
  | { kind: 'field'; name: string }
  | { kind: 'call'; callee: Fn }
  | { kind: 'text'; text: string }
  | { kind: 'local'; name: string; initial: number }
  | { kind: 'table'; values: number[]; name: string }
  | { kind: 'loop'; rounds: number; step: number }
  | { kind: 'library'; name: string }
  | { kind: 'pointer'; index: number }
  | { kind: 'plus'; text: string };

interface Fn {
  name: string;
  file: number;
  isStatic: boolean;
  parameters: number;
  /** Its address is in a table, so it may not be called in another way. */
  isKept: boolean;
  /** It only calls those of a lower rank. */
  rank: number;
  statements: Statement[];
  comment: string;
}

interface Global {
  name: string;
  file: number;
  type: string;
  initial: number;
  isStatic: boolean;
}

const FILES = 3;
const KEPT = 3;
const LIBRARY = ['abs((int)r)', '(int)labs(r)', 'atoi("42")', 'toupper((int)(r & 63) + 40)', '(int)strspn("aab", "a")'];

export class Random {
  constructor(private state: number) {}

  below(limit: number): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % limit;
  }

  pick<T>(list: readonly T[]): T {
    const one = list[this.below(list.length)];
    if (one === undefined) throw new Error('there is nothing to pick from');
    return one;
  }
}

export class EditedProgram implements Editable {
  private functions: Fn[] = [];
  private globals: Global[] = [];
  private fields = ['a', 'b'];
  private fieldType = 'int';
  private enumerators = ['RED', 'GREEN'];
  private inlineFactor = 3;
  private memberFactor = 7;
  private blankLines = 0;
  private count = 0;

  constructor(
    readonly language: Language,
    private readonly random: Random,
  ) {
    for (let at = 0; at < 4; at += 1) this.addGlobal();
    for (let at = 0; at < 9; at += 1) this.addFunction(at < KEPT);
  }

  /** As it is now, whatever becomes of this one. */
  copy(): EditedProgram {
    const { random, ...rest } = this;
    return Object.assign(new EditedProgram(this.language, new Random(0)), structuredClone(rest), { random });
  }

  /** One to three edits; returns what they are called, and what is expected of a reload. */
  edit(): { title: string; expected: Expected } {
    const all = this.edits();
    const taken = all.filter(([, expected]) => expected !== 'refused');
    const made = Array.from({ length: 1 + this.random.below(3) }, () => {
      const [title, expected, change] = this.random.pick(this.random.below(8) === 0 ? all : taken);
      return change() === false ? undefined : { title, expected };
    }).filter((one) => one !== undefined);
    if (made.length === 0) return this.edit();
    const expected = made.some((one) => one.expected === 'refused')
      ? // Two of them may have undone each other.
        made.length > 1
        ? 'any'
        : 'refused'
      : made.some((one) => one.expected === 'any')
        ? 'any'
        : 'exchanged';
    return { title: made.map(({ title }) => title).join(', '), expected };
  }

  /** By name. */
  files(): Record<string, string> {
    const extension = this.language;
    return {
      'shared.h': this.header(),
      [`main.${extension}`]: this.main(),
      ...Object.fromEntries(
        Array.from({ length: FILES }, (_, file) => [`part${String(file)}.${extension}`, this.part(file)]),
      ),
    };
  }

  private edits(): [string, Expected, () => boolean | void][] {
    const plain: [string, Expected, () => boolean | void][] = [
      ['a number', 'exchanged', () => this.changeNumber()],
      ['a statement more', 'exchanged', () => this.random.pick(this.functions).statements.push(this.statement())],
      ['a statement more', 'exchanged', () => this.insertStatement()],
      ['a statement less', 'any', () => this.removeStatement()],
      ['a function more', 'exchanged', () => this.addFunction(false)],
      ['a function less', 'any', () => this.removeFunction()],
      ['a variable more', 'exchanged', () => this.addGlobal()],
      ['an initial value', 'exchanged', () => void (this.random.pick(this.globals).initial += 1)],
      ['parameters', 'exchanged', () => this.changeParameters()],
      ['static or not', 'any', () => this.flipFunction()],
      ['lines', 'exchanged', () => void (this.blankLines += 1)],
      ['a comment', 'exchanged', () => void (this.random.pick(this.functions).comment += ' more')],
      ['the order of functions', 'any', () => this.moveFunction()],
      ['the file of a function', 'exchanged', () => this.moveToFile()],
      ['an inline function of the header', 'exchanged', () => void (this.inlineFactor += 1)],
      ['an enumerator behind the others', 'any', () => void this.enumerators.push(this.name('COLOR'))],
      ['a constant table', 'exchanged', () => this.changeTable()],
      ['a field more', 'refused', () => void this.fields.push(this.name('field'))],
      ['the type of fields', 'refused', () => void (this.fieldType = this.fieldType === 'int' ? 'long' : 'int')],
      ['the order of fields', 'refused', () => void this.fields.reverse()],
      ['a variable that is static or not', 'refused', () => this.flipGlobal()],
      ['the type of a variable', 'refused', () => this.changeType()],
      ['an enumerator before the others', 'refused', () => void this.enumerators.unshift(this.name('COLOR'))],
    ];
    if (this.language === 'c') return plain;
    return [...plain, ['a virtual function', 'exchanged', () => void (this.memberFactor += 1)]];
  }

  private name(start: string): string {
    this.count += 1;
    return `${start}${String(this.count)}`;
  }

  private addGlobal(): void {
    this.globals.push({
      name: this.name('g'),
      file: this.random.below(FILES),
      type: this.random.pick(['int', 'int', 'long', 'short']),
      initial: this.random.below(50),
      isStatic: this.random.below(4) === 0,
    });
  }

  private addFunction(isKept: boolean): void {
    const rank = this.functions.length === 0 ? 0 : Math.max(...this.functions.map((one) => one.rank)) + 1;
    const fn: Fn = {
      name: this.name('f'),
      file: this.random.below(FILES),
      isStatic: !isKept && this.random.below(3) === 0,
      parameters: isKept ? 2 : 1 + this.random.below(3),
      ...{ isKept, rank, statements: [], comment: '' },
    };
    for (let left = 1 + this.random.below(4); left > 0; left -= 1) fn.statements.push(this.statement());
    this.functions.push(fn);
    const callers = this.functions.filter((one) => one.rank > rank);
    if (callers.length > 0) this.random.pick(callers).statements.push({ kind: 'call', callee: fn });
  }

  private statement(): Statement {
    const { random } = this;
    const plus = [
      `r += object(${String(random.below(2))})->value((int)r & 7);`,
      'try { r += risky((int)r); } catch (const std::runtime_error &e) { r += (long)strlen(e.what()); }',
      `r += twice<int>((int)r & 15) + (long)std::vector<int>((size_t)(r & 3) + ${String(random.below(4))}, 1).size();`,
      `r += (long)std::string("${'x'.repeat(random.below(40))}").size();`,
    ];
    const kinds: (() => Statement)[] = [
      () => ({ kind: 'number', operator: random.pick(['+', '-', '^', '*']), value: random.below(100) }),
      () => ({ kind: 'global', name: random.pick(this.globals).name, written: random.below(2) === 0 }),
      () => ({ kind: 'field', name: random.pick(this.fields) }),
      () => ({ kind: 'text', text: this.name(random.pick(['some ', 'another ', 'the '])) }),
      () => ({ kind: 'local', name: this.name('local'), initial: random.below(20) }),
      () => ({ kind: 'table', name: this.name('table'), values: [1, 2, 3].map(() => random.below(1000)) }),
      () => ({ kind: 'loop', rounds: random.below(5), step: random.below(9) }),
      () => ({ kind: 'library', name: random.pick(LIBRARY) }),
      () => ({ kind: 'pointer', index: random.below(KEPT) }),
      () =>
        this.functions.length === 0
          ? { kind: 'number', operator: '+', value: 1 }
          : { kind: 'call', callee: random.pick(this.functions) },
      ...(this.language === 'cpp' ? plus.map((text) => (): Statement => ({ kind: 'plus', text })) : []),
    ];
    return random.pick(kinds)();
  }

  private changeNumber(): boolean {
    const found = this.functions.flatMap(({ statements }) => statements).filter((one) => one.kind === 'number');
    if (found.length === 0) return false;
    this.random.pick(found).value += 1;
    return true;
  }

  private changeTable(): boolean {
    const found = this.functions.flatMap(({ statements }) => statements).filter((one) => one.kind === 'table');
    if (found.length === 0) return false;
    const { values } = this.random.pick(found);
    values[this.random.below(values.length)] = this.random.below(1000);
    return true;
  }

  private insertStatement(): void {
    const { statements } = this.random.pick(this.functions);
    statements.splice(this.random.below(statements.length + 1), 0, this.statement());
  }

  private removeStatement(): boolean {
    const { statements } = this.random.pick(this.functions);
    if (statements.length < 2) return false;
    statements.splice(this.random.below(statements.length), 1);
    return true;
  }

  private removeFunction(): boolean {
    const found = this.functions.filter(({ isKept }) => !isKept);
    if (found.length < 4) return false;
    const gone = this.random.pick(found);
    this.functions = this.functions.filter((one) => one !== gone);
    for (const fn of this.functions)
      fn.statements = fn.statements.filter((one) => one.kind !== 'call' || one.callee !== gone);
    return true;
  }

  private changeParameters(): boolean {
    const found = this.functions.filter(({ isKept }) => !isKept);
    if (found.length === 0) return false;
    const fn = this.random.pick(found);
    fn.parameters = (fn.parameters % 3) + 1;
    return true;
  }

  /** Calls from other files come and go with it. */
  private flipFunction(): boolean {
    const found = this.functions.filter(({ isKept }) => !isKept);
    if (found.length === 0) return false;
    const fn = this.random.pick(found);
    fn.isStatic = !fn.isStatic;
    return true;
  }

  private flipGlobal(): void {
    const one = this.random.pick(this.globals);
    one.isStatic = !one.isStatic;
  }

  private moveFunction(): void {
    const [fn] = this.functions.splice(this.random.below(this.functions.length), 1);
    if (fn) this.functions.splice(this.random.below(this.functions.length + 1), 0, fn);
  }

  private moveToFile(): void {
    const fn = this.random.pick(this.functions);
    fn.file = (fn.file + 1 + this.random.below(FILES - 1)) % FILES;
  }

  private changeType(): void {
    const one = this.random.pick(this.globals);
    one.type = one.type === 'int' ? 'long' : 'int';
  }

  /** Statics are only used in their own file; kept ones are called by all, and call nobody. */
  private isUsable(one: Statement, { file, rank, isKept }: Fn): boolean {
    switch (one.kind) {
      case 'call':
        return !isKept && one.callee.rank < rank && (!one.callee.isStatic || one.callee.file === file);
      case 'pointer':
        return !isKept;
      case 'global': {
        const global = this.globals.find(({ name }) => name === one.name);
        return global !== undefined && (!global.isStatic || global.file === file);
      }
      default:
        return true;
    }
  }

  private signature({ name, isStatic, parameters }: Fn): string {
    const list = ['int a', 'int b', 'int c'].slice(0, parameters).join(', ');
    return `${isStatic ? 'static ' : ''}int ${name}(${list})`;
  }

  private call({ name, parameters }: Fn, first: string): string {
    return `${name}(${[first, '3', '5'].slice(0, parameters).join(', ')})`;
  }

  private written(one: Statement): string {
    switch (one.kind) {
      case 'number':
        return `r = (r ${one.operator} ${String(one.value)}) & 0xffff;`;
      case 'global':
        return one.written ? `${one.name} = (short)(${one.name} + 1); r ^= ${one.name};` : `r += ${one.name};`;
      case 'field':
        return `shared.${one.name} += 1; r += shared.${one.name} & 255;`;
      case 'call':
        return `r += ${this.call(one.callee, '(int)r & 15')};`;
      case 'text':
        return `r += sum("${one.text}");`;
      case 'local':
        return `static int ${one.name} = ${String(one.initial)}; if (resetting) ${one.name} = seed; r += ++${one.name};`;
      case 'table':
        return `r += ${one.name}[r & 1];`;
      case 'loop':
        return `for (int i = 0; i < ${String(one.rounds)}; ++i) r += mix((int)r) + ${String(one.step)};`;
      case 'library':
        return `r += ${one.name};`;
      case 'pointer':
        return `r += kept[${String(one.index)}]((int)r & 3, 1);`;
      case 'plus':
        return one.text;
    }
  }

  private body(fn: Fn): string {
    const statements = fn.statements.filter((one) => this.isUsable(one, fn)).map((one) => `  ${this.written(one)}`);
    const others = fn.parameters > 1 ? ' + b' : '';
    return [
      fn.comment === '' ? '' : `/*${fn.comment} */`,
      `${this.signature(fn)} {`,
      `  long r = a${others}${fn.parameters > 2 ? ' * c' : ''};`,
      ...statements,
      '  return (int)(r & 0xffff);',
      '}',
    ].join('\n');
  }

  private header(): string {
    const plus = this.language === 'cpp';
    return [
      ...(plus ? ['#include <stdexcept>', '#include <string>', '#include <vector>'] : []),
      ...['ctype', 'stdio', 'stdlib', 'string'].map((name) => `#include <${name}.h>`),
      `struct shared { ${this.fields.map((name) => `${this.fieldType} ${name};`).join(' ')} };`,
      `enum color { ${this.enumerators.join(', ')} };`,
      'extern struct shared shared;',
      'extern enum color color;',
      'extern int resetting, seed;',
      'extern int (*kept[])(int, int);',
      'void report(void);',
      `static inline int mix(int a) { return a * ${String(this.inlineFactor)} & 1023; }`,
      'static inline int sum(const char *text) { int all = 0; for (; *text; ++text) all = (all * 31 + *text) & 1023; return all; }',
      ...(plus
        ? [
            'template <class T> T twice(T a) { return a + a; }',
            'struct Base { virtual ~Base() = default; virtual int value(int a) const { return a + 1; } };',
            'Base *object(int);',
            'int risky(int a);',
          ]
        : []),
      ...this.globals.filter(({ isStatic }) => !isStatic).map(({ name, type }) => `extern ${type} ${name};`),
      ...this.functions.filter(({ isStatic }) => !isStatic).map((fn) => `${this.signature(fn)};`),
      '',
    ].join('\n');
  }

  private part(file: number): string {
    const mine = this.functions.filter((fn) => fn.file === file);
    const tables = mine.flatMap(({ statements }) => statements).filter((one) => one.kind === 'table');
    const setters = this.globals.filter((global) => global.file === file);
    return [
      '#include "shared.h"',
      ...setters.map(
        ({ name, type, initial, isStatic }) => `${isStatic ? 'static ' : ''}${type} ${name} = ${String(initial)};`,
      ),
      ...tables.map(({ name, values }) => `static const int ${name}[] = {${values.join(', ')}};`),
      ...mine.filter(({ isStatic }) => isStatic).map((fn) => `${this.signature(fn)};`),
      '\n'.repeat(this.blankLines % 5),
      ...mine.map((fn) => this.body(fn)),
      `void set${String(file)}(void) {`,
      ...setters.map(({ name }, at) => `  ${name} = (short)(seed * ${String(at + 3)} & 255);`),
      '}',
      `int report${String(file)}(void) {`,
      '  int all = 0;',
      ...mine.map(
        (fn) =>
          `  { int one = ${this.call(fn, 'seed & 31')}; all += one; if (!resetting) printf("${fn.name} %d ", one); }`,
      ),
      ...setters.map(({ name }) => `  if (!resetting) printf("${name} %ld ", (long)${name});`),
      '  return all;',
      '}',
      ...(file === 0 ? [this.common()] : []),
      '',
    ].join('\n');
  }

  private common(): string {
    const each = (what: string): string =>
      Array.from({ length: FILES }, (_, file) => `${what}${String(file)}();`).join(' ');
    const kept = this.functions.filter(({ isKept }) => isKept).sort((a, b) => a.rank - b.rank);
    const plus = [
      'namespace {',
      `struct Square : Base { int value(int a) const override { return a * ${String(this.memberFactor)}; } };`,
      'struct Round : Base { int side = 4; int value(int a) const override { return a + side; } };',
      'Base *objects[2];',
      '}',
      'Base *object(int at) { if (!objects[at]) { if (at) objects[1] = new Round; else objects[0] = new Square; } return objects[at]; }',
      `int risky(int a) { if (a & 1) throw std::runtime_error("odd${'!'.repeat(this.memberFactor % 4)}"); return a & 7; }`,
    ];
    return [
      'struct shared shared = {1, 2};',
      'enum color color = GREEN;',
      'int resetting, seed;',
      `int (*kept[])(int, int) = {${kept.map(({ name }) => name).join(', ')}};`,
      ...Array.from({ length: FILES }, (_, f) => `void set${String(f)}(void); int report${String(f)}(void);`),
      ...(this.language === 'cpp' ? plus : []),
      'void report(void) {',
      `  resetting = 1; ${each('report')} resetting = 0;`,
      `  ${each('set')}`,
      ...this.fields.map((name, at) => `  shared.${name} = seed + ${String(at)};`),
      `  ${each('report')} ${each('report')}`,
      ...this.fields.map((name) => `  printf("${name} %ld ", (long)shared.${name});`),
      '  printf("color %d\\n", (int)color);',
      '  fflush(stdout);',
      '}',
    ].join('\n');
  }

  private main(): string {
    return `#include "shared.h"
int main(void) {
  char line[64];
  while (fgets(line, sizeof line, stdin)) {
    seed = atoi(line);
    report();
  }
  return 0;
}
`;
  }
}
