import {
  EditedFunctions,
  FILES,
  KEPT,
  type Edit,
  type EditedFunction,
  type EditedGlobal,
  type Random,
} from './edited-functions.js';

/** The model of a Rust program that is edited at random: one crate, whose modules become several of the linker's. */

interface Statement {
  kind: 'number' | 'global' | 'field' | 'call' | 'table' | 'pointer' | 'text';
  /** What it is written as; of a call, table or variable, its name. */
  text: string;
  value: number;
}

interface Fn extends EditedFunction<Statement> {
  /** It is made for two types. */
  isGeneric: boolean;
  /** It is in a module of its file. */
  isInner: boolean;
  inlining: (typeof INLINING)[number];
}

interface Global extends EditedGlobal {
  type: 'AtomicI32' | 'AtomicI64';
}

const INLINING = ['', '', '#[inline] ', '#[inline(always)] ', '#[inline(never)] '] as const;

export class EditedRust extends EditedFunctions<Statement, Fn, Global> {
  private tables: { name: string; file: number; values: number[] }[] = [];
  private fields = ['a', 'b'];
  private fieldType = 'i32';
  private variants = ['Red', 'Green'];
  private methodFactor = 7;
  private defaultFactor = 2;
  private dropFactor = 1;
  private mixFactor = 3;
  private localInitial = 4;
  private extraLocals: string[] = [];
  private extraMethods: string[] = [];
  /** They implement a trait. */
  private types = ['Square', 'Round'];

  constructor(random: Random) {
    super(random);
    this.begin();
  }

  /** Which function becomes part of which of the linker's modules is the compiler's choice, so a reload may be refused. */
  protected override edits(): Edit[] {
    return super.edits().map(([title, , change]) => [title, 'any', change]);
  }

  protected ownEdits(): Edit[] {
    return [
      ['generic or not', 'any', () => this.flipFunction((fn) => (fn.isGeneric = !fn.isGeneric))],
      ['the module of a function', 'any', () => this.flipFunction((fn) => (fn.isInner = !fn.isInner))],
      ['how it is inlined', 'any', () => this.flipFunction((fn) => (fn.inlining = this.random.pick(INLINING)))],
      ['a method behind a trait object', 'any', () => void (this.methodFactor += 1)],
      ['a default method of a trait', 'any', () => void (this.defaultFactor += 1)],
      ['what is done when a value is dropped', 'any', () => void (this.dropFactor += 1)],
      ['a type that implements a trait', 'any', () => void this.types.push(this.name('Type'))],
      ['an inline function', 'any', () => void (this.mixFactor += 1)],
      ['a variant behind the others', 'any', () => void this.variants.push(this.name('Color'))],
      ['a constant table', 'any', () => this.changeTable()],
      ['the initial value of a thread-local', 'any', () => void (this.localInitial += 1)],
      ['a variant before the others', 'refused', () => void this.variants.unshift(this.name('Color'))],
      ['a method more behind trait objects', 'refused', () => void this.extraMethods.unshift(this.name('method'))],
      ['a field more', 'refused', () => void this.fields.push(this.name('field'))],
      ['the type of fields', 'refused', () => void (this.fieldType = this.fieldType === 'i32' ? 'i64' : 'i32')],
      ['the type of a variable', 'refused', () => this.changeType()],
      ['a thread-local more', 'refused', () => void this.extraLocals.push(this.name('LOCAL'))],
    ];
  }

  files(): Record<string, string> {
    const names = Array.from({ length: FILES }, (_, file) => `part${String(file)}.rs`);
    return { 'app.rs': this.main(), ...Object.fromEntries(names.map((name, file) => [name, this.part(file)])) };
  }

  protected newGlobal(common: EditedGlobal): Global {
    const type = this.random.pick(['AtomicI32', 'AtomicI32', 'AtomicI64'] as const);
    return { ...common, name: common.name.toUpperCase(), type };
  }

  protected newFunction(common: EditedFunction<Statement>): Fn {
    const isGeneric = !common.isKept && this.random.below(4) === 0;
    return { ...common, isGeneric, isInner: this.random.below(4) === 0, inlining: this.random.pick(INLINING) };
  }

  protected callOf({ name }: Fn): Statement {
    return { kind: 'call', text: name, value: this.random.below(3) };
  }

  protected newStatement({ file }: Fn): Statement {
    const { random } = this;
    const some = random.below(40);
    const local = this.name('S');
    const texts = [
      `r += sum("${'x'.repeat(some % 9)}${this.name(' text ')}");`,
      `r += (0..${String(some % 6)}).map(|i| mix(i + r)).sum::<i64>();`,
      `r += vec![r; (r & 3) as usize + ${String(some % 5)}].len() as i64;`,
      `r += format!("{r}-${'y'.repeat(some)}").len() as i64;`,
      `r += twice(r as ${random.pick(['i32', 'i64', 'u8'])}) as i64 & 255;`,
      `r += nth::<${String(some % 7)}>(r & 31);`,
      `r += object(${String(some & 1)}).value(r & 7) + object(${String(some & 1)}).more(r & 3);`,
      `r += made(${String(some)}).more(r & 7);`,
      `r += ask(&${random.pick(this.types)} { side: ${String(some)} }, r & 7);`,
      `{ let _guard = Guard(${String(some)}); r ^= 1; }`,
      'r += std::panic::catch_unwind(move || risky(r)).unwrap_or(17);',
      'r += match color(r) { Color::Red => 3, Color::Green => 4, _ => 5 };',
      `LOCAL.with(|local| { local.set(local.get() + ${String(some)}); r += local.get() as i64; });`,
      `let boxed: Box<dyn Fn(i64) -> i64> = Box::new(move |a| a ^ r ^ ${String(some)}); r = boxed(r) & 0xffff;`,
      `let all: [&dyn Fn(i64) -> i64; 2] = [&|a| a + ${String(some)}, &|a| a ^ r]; r = all.iter().fold(r, |b, f| f(b)) & 0xffff;`,
      `static ${local}: AtomicI64 = AtomicI64::new(${String(some)}); if RESETTING.load(Relaxed) { ${local}.store(SEED.load(Relaxed), Relaxed); } r += ${local}.fetch_add(1, Relaxed) & 255;`,
      `for i in 0..${String(some % 5)} { r += mix(r & 255) + i; }`,
      `{ let mut list = vec![r & 7, 3, ${String(some)}]; list.sort(); r += list[1]; }`,
      `r += "${String(some)}".parse::<i64>().unwrap_or(9) + (r as f64).sqrt() as i64;`,
    ];
    const kinds: (() => Statement)[] = [
      () => ({ kind: 'number', text: random.pick(['wrapping_add', 'wrapping_mul', 'wrapping_sub']), value: some }),
      () => ({ kind: 'global', text: random.pick(this.globals).name, value: random.below(2) }),
      () => ({ kind: 'field', text: random.pick(['a', 'b']), value: 0 }),
      () => ({ kind: 'pointer', text: '', value: random.below(KEPT) }),
      () => {
        const table = { name: this.name('TABLE'), file, values: [1, 2, 3].map(() => random.below(1000)) };
        this.tables.push(table);
        return { kind: 'table', text: table.name, value: 0 };
      },
      () =>
        this.functions.length === 0 ? { kind: 'text', text: '', value: 0 } : this.callOf(random.pick(this.functions)),
      ...texts.map((text) => (): Statement => ({ kind: 'text', text, value: 0 })),
    ];
    return random.pick(kinds)();
  }

  private changeTable(): boolean {
    if (this.tables.length === 0) return false;
    this.random.pick(this.tables).values[this.random.below(3)] = this.random.below(1000);
    return true;
  }

  private flipFunction(change: (fn: Fn) => void): boolean {
    const found = this.calledByName();
    if (found.length === 0) return false;
    change(this.random.pick(found));
    return true;
  }

  private changeType(): void {
    const one = this.random.pick(this.globals);
    one.type = one.type === 'AtomicI32' ? 'AtomicI64' : 'AtomicI32';
  }

  private path({ name, file, isInner }: Fn): string {
    return `crate::part${String(file)}::${isInner ? 'inner::' : ''}${name}`;
  }

  private call(fn: Fn, first: string, type = 'i32'): string {
    const words = [fn.isGeneric ? `(${first}) as ${type}` : first, '3', '5'].slice(0, fn.parameters);
    return `${this.path(fn)}(${words.join(', ')})`;
  }

  private written({ kind, text, value }: Statement, { rank, isKept }: Fn): string {
    switch (kind) {
      case 'number':
        return `r = r.${text}(${String(value)}) & 0xffff;`;
      case 'global': {
        const global = this.globals.find(({ name }) => name === text);
        if (!global) return '';
        const path = `crate::part${String(global.file)}::${text}`;
        return `r += ${value ? `${path}.fetch_add(1, Relaxed)` : `${path}.load(Relaxed)`} as i64 & 255;`;
      }
      case 'field':
        return `{ let mut all = SHARED.lock().unwrap(); all.${text} += 1; r += all.${text} as i64 & 255; }`;
      case 'call': {
        const callee = isKept ? undefined : this.functions.find(({ name }) => name === text);
        return callee && callee.rank < rank ? `r += ${this.call(callee, 'r & 15', ['i32', 'i64', 'u8'][value])};` : '';
      }
      case 'table': {
        const table = this.tables.find(({ name }) => name === text);
        return table ? `r += crate::part${String(table.file)}::${text}[(r & 1) as usize];` : '';
      }
      case 'pointer':
        return isKept ? '' : `r += (KEPT[${String(value)}])(r & 3, 1);`;
      case 'text':
        return text;
    }
  }

  private body(fn: Fn): string {
    const type = fn.isGeneric ? 'T' : 'i64';
    const list = [`a: ${type}`, 'b: i64', 'c: i64'].slice(0, fn.parameters).join(', ');
    return [
      fn.comment === '' ? '' : `/*${fn.comment} */`,
      `${fn.inlining}pub fn ${fn.name}${fn.isGeneric ? '<T: Into<i64>>' : ''}(${list}) -> i64 {`,
      `    let mut r: i64 = ${fn.isGeneric ? 'a.into()' : 'a'}${fn.parameters > 1 ? ' + b' : ''}${fn.parameters > 2 ? ' * c' : ''};`,
      ...fn.statements.map((one) => `    ${this.written(one, fn)}`),
      '    r & 0xffff',
      '}',
    ].join('\n');
  }

  private part(file: number): string {
    const mine = this.functions.filter((fn) => fn.file === file);
    const globals = this.globals.filter((global) => global.file === file);
    return [
      'use crate::*;',
      ...globals.map(({ name, type, initial }) => `pub static ${name}: ${type} = ${type}::new(${String(initial)});`),
      ...this.tables
        .filter((table) => table.file === file)
        .map(({ name, values }) => `pub static ${name}: [i64; 3] = [${values.join(', ')}];`),
      '\n'.repeat(this.blankLines % 5),
      ...mine.filter(({ isInner }) => !isInner).map((fn) => this.body(fn)),
      'pub mod inner {',
      '    use crate::*;',
      ...mine.filter(({ isInner }) => isInner).map((fn) => this.body(fn)),
      '}',
      'pub fn set(seed: i64) {',
      ...globals.map(({ name }, at) => `    ${name}.store((seed * ${String(at + 3)} & 255) as _, Relaxed);`),
      '}',
      'pub fn report(seed: i64, out: &mut String) {',
      ...mine.map((fn) => `    let one = ${this.call(fn, 'seed & 31')}; *out += &format!("${fn.name} {one} ");`),
      ...globals.map(({ name }) => `    *out += &format!("${name} {} ", ${name}.load(Relaxed));`),
      '}',
      '',
    ].join('\n');
  }

  private type(name: string, at: number): string {
    const value = at % 2 === 0 ? `a * ${String(this.methodFactor + at)}` : `a + self.side * ${String(at)}`;
    return `pub struct ${name} { side: i64 } impl Value for ${name} { fn value(&self, a: i64) -> i64 { ${value} & 255 } }`;
  }

  private main(): string {
    const each = (what: string): string =>
      Array.from({ length: FILES }, (_, file) => `part${String(file)}::${what};`).join(' ');
    return `#![allow(unused, static_mut_refs)]
use std::cell::Cell;
use std::io::{BufRead, Write};
use std::sync::{Mutex, atomic::{AtomicBool, AtomicI32, AtomicI64, Ordering::Relaxed}};
mod part0; mod part1; mod part2;
pub struct Shared { ${this.fields.map((field) => `${field}: ${this.fieldType}`).join(', ')} }
pub static SHARED: Mutex<Shared> = Mutex::new(Shared { ${this.fields.map((field) => `${field}: 1`).join(', ')} });
#[derive(Clone, Copy)] pub enum Color { ${this.variants.join(', ')} }
pub fn color(r: i64) -> Color { if r & 1 == 0 { Color::Red } else { Color::Green } }
thread_local! { pub static LOCAL: Cell<i32> = const { Cell::new(${String(this.localInitial)}) }; }
${this.extraLocals.map((name) => `thread_local! { pub static ${name}: Cell<i64> = const { Cell::new(1) }; }`).join('\n')}
pub static SEED: AtomicI64 = AtomicI64::new(0);
pub static RESETTING: AtomicBool = AtomicBool::new(false);
pub static DROPPED: AtomicI64 = AtomicI64::new(0);
pub trait Value {
    ${this.extraMethods.map((name) => `fn ${name}(&self) -> i64 { 1 }`).join(' ')}
    fn value(&self, a: i64) -> i64;
    fn more(&self, a: i64) -> i64 { self.value(a) * ${String(this.defaultFactor)} & 255 }
}
${this.types.map((type, at) => this.type(type, at)).join('\n')}
static OBJECTS: [&(dyn Value + Sync); 2] = [&Square { side: 3 }, &Round { side: 4 }];
pub fn made(at: i64) -> Box<dyn Value> {
    match at % ${String(this.types.length)} { ${this.types.map((type, at) => `${String(at)} => Box::new(${type} { side: at }),`).join(' ')} _ => unreachable!() }
}
pub fn ask<V: Value + ?Sized>(one: &V, a: i64) -> i64 { one.value(a) + one.more(1) }
pub fn nth<const N: i64>(a: i64) -> i64 { (a * N + ${String(this.mixFactor)}) & 63 }
pub struct Guard(pub i64);
impl Drop for Guard { fn drop(&mut self) { DROPPED.fetch_add(self.0 * ${String(this.dropFactor)} & 63, Relaxed); } }
pub fn object(at: usize) -> &'static (dyn Value + Sync) { OBJECTS[at] }
pub fn twice<T: std::ops::BitXor<Output = T> + std::ops::Not<Output = T> + Copy>(a: T) -> T { a ^ !a ^ a }
pub fn risky(a: i64) -> i64 { if a & 1 == 1 { panic!("odd ${String(this.methodFactor)}"); } a & 7 }
#[inline] pub fn mix(a: i64) -> i64 { a * ${String(this.mixFactor)} & 1023 }
pub fn sum(text: &str) -> i64 { text.bytes().fold(0, |all, one| (all * 31 + one as i64) & 1023) }
pub static KEPT: [fn(i64, i64) -> i64; 3] = [${this.kept()
      .map((fn) => this.path(fn))
      .join(', ')}];
fn round(seed: i64) {
    let mut out = String::new();
    SEED.store(seed, Relaxed);
    RESETTING.store(true, Relaxed);
    ${each('report(seed, &mut out)')}
    RESETTING.store(false, Relaxed);
    out.clear();
    ${each('set(seed)')}
    DROPPED.store(0, Relaxed);
    LOCAL.set(seed as i32 & 15);
    { let mut all = SHARED.lock().unwrap(); ${this.fields.map((field) => `all.${field} = 2;`).join(' ')} }
    ${this.extraLocals.map((name) => `${name}.set(seed);`).join(' ')}
    ${each('report(seed, &mut out)')} ${each('report(seed, &mut out)')}
    { let all = SHARED.lock().unwrap(); ${this.fields.map((field) => `out += &format!("${field} {} ", all.${field});`).join(' ')} }
    println!("{out} dropped {}", DROPPED.load(Relaxed));
    std::io::stdout().flush().unwrap();
}
fn main() {
    std::panic::set_hook(Box::new(|_| ()));
    for line in std::io::stdin().lock().lines() { round(line.unwrap().parse().unwrap()); }
}
`;
  }
}
