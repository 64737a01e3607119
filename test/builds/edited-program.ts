import {
  EditedFunctions,
  FILES,
  KEPT,
  type Edit,
  type EditedFunction,
  type EditedGlobal,
  type Random,
} from './edited-functions.js';

/** The model of a program in C or C++ that is edited at random: several files and a header that they share. */

export type Language = 'c' | 'cpp';

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

interface Fn extends EditedFunction<Statement> {
  isStatic: boolean;
}

interface Global extends EditedGlobal {
  type: string;
  isStatic: boolean;
}

const LIBRARY = ['abs((int)r)', '(int)labs(r)', 'atoi("42")', 'toupper((int)(r & 63) + 40)', '(int)strspn("aab", "a")'];

export class EditedProgram extends EditedFunctions<Statement, Fn, Global> {
  private fields = ['a', 'b'];
  private fieldType = 'int';
  private enumerators = ['RED', 'GREEN'];
  private inlineFactor = 3;
  private memberFactor = 7;

  constructor(
    readonly language: Language,
    random: Random,
  ) {
    super(random);
    this.begin();
  }

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

  protected ownEdits(): Edit[] {
    const plain: Edit[] = [
      ['static or not', 'any', () => this.flipFunction()],
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

  protected newGlobal(common: EditedGlobal): Global {
    const type = this.random.pick(['int', 'int', 'long', 'short']);
    return { ...common, type, isStatic: this.random.below(4) === 0 };
  }

  protected newFunction(common: EditedFunction<Statement>): Fn {
    return { ...common, isStatic: !common.isKept && this.random.below(3) === 0 };
  }

  protected callOf(callee: Fn): Statement {
    return { kind: 'call', callee };
  }

  protected newStatement(): Statement {
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

  private changeTable(): boolean {
    const found = this.functions.flatMap(({ statements }) => statements).filter((one) => one.kind === 'table');
    if (found.length === 0) return false;
    const { values } = this.random.pick(found);
    values[this.random.below(values.length)] = this.random.below(1000);
    return true;
  }

  /** Calls from other files come and go with it. */
  private flipFunction(): boolean {
    const found = this.calledByName();
    if (found.length === 0) return false;
    const fn = this.random.pick(found);
    fn.isStatic = !fn.isStatic;
    return true;
  }

  private flipGlobal(): void {
    const one = this.random.pick(this.globals);
    one.isStatic = !one.isStatic;
  }

  private changeType(): void {
    const one = this.random.pick(this.globals);
    one.type = one.type === 'int' ? 'long' : 'int';
  }

  /** Statics are only used in their own file; kept ones are called by all, and call nobody. */
  private isUsable(one: Statement, { file, rank, isKept }: Fn): boolean {
    switch (one.kind) {
      case 'call':
        if (isKept || !this.functions.includes(one.callee)) return false;
        return one.callee.rank < rank && (!one.callee.isStatic || one.callee.file === file);
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
    const kept = this.kept();
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
