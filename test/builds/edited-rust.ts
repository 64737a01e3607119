import { Random, type Editable, type Expected } from './edited-program.js';

/** The model of a Rust program that is edited at random: one crate, whose modules become several of the linker's. */

interface Statement {
  kind: 'number' | 'global' | 'field' | 'call' | 'table' | 'pointer' | 'text';
  /** What it is written as; of a call, table or variable, its name. */
  text: string;
  value: number;
}

interface Fn {
  name: string;
  file: number;
  parameters: number;
  /** Its address is in a table. */
  isKept: boolean;
  /** It is made for two types. */
  isGeneric: boolean;
  /** It only calls those of a lower rank. */
  rank: number;
  statements: Statement[];
}

interface Global {
  name: string;
  file: number;
  type: 'AtomicI32' | 'AtomicI64';
  initial: number;
}

const FILES = 3;
const KEPT = 3;

export class EditedRust implements Editable {
  private functions: Fn[] = [];
  private globals: Global[] = [];
  private tables: { name: string; file: number; values: number[] }[] = [];
  private fields = ['a', 'b'];
  private fieldType = 'i32';
  private variants = ['Red', 'Green'];
  private methodFactor = 7;
  private mixFactor = 3;
  private localInitial = 4;
  private extraLocals: string[] = [];
  private blankLines = 0;
  private count = 0;

  constructor(private readonly random: Random) {
    for (let at = 0; at < 4; at += 1) this.addGlobal();
    for (let at = 0; at < 9; at += 1) this.addFunction(at < KEPT);
  }

  copy(): EditedRust {
    const { random, ...rest } = this;
    const copy = new EditedRust(new Random(0));
    Object.assign(copy, structuredClone(rest), { random });
    return copy;
  }

  /** What is expected of any edit: which function becomes part of which of the linker's modules is the compiler's choice. */
  edit(): { title: string; expected: Expected } {
    const edits: [string, Expected, () => boolean | void][] = [
      ['a number', 'any', () => this.changeNumber()],
      ['a statement more', 'any', () => this.insertStatement()],
      ['a statement less', 'any', () => this.removeStatement()],
      ['a function more', 'any', () => this.addFunction(false)],
      ['a variable more', 'any', () => this.addGlobal()],
      ['an initial value', 'any', () => void (this.random.pick(this.globals).initial += 1)],
      ['parameters', 'any', () => this.changeParameters()],
      ['lines', 'any', () => void (this.blankLines += 1)],
      ['the file of a function', 'any', () => this.moveToFile()],
      ['the order of functions', 'any', () => void this.functions.reverse()],
      ['a method behind a trait object', 'any', () => void (this.methodFactor += 1)],
      ['an inline function', 'any', () => void (this.mixFactor += 1)],
      ['a variant behind the others', 'any', () => void this.variants.push(this.name('Color'))],
      ['a constant table', 'any', () => this.changeTable()],
      ['the initial value of a thread-local', 'any', () => void (this.localInitial += 1)],
    ];
    const refused: typeof edits = [
      ['a field more', 'refused', () => void this.fields.push(this.name('field'))],
      ['the type of fields', 'refused', () => void (this.fieldType = this.fieldType === 'i32' ? 'i64' : 'i32')],
      ['the type of a variable', 'refused', () => this.changeType()],
      ['a thread-local more', 'refused', () => void this.extraLocals.push(this.name('LOCAL'))],
    ];
    if (this.random.below(10) === 0) {
      const [title, expected, change] = this.random.pick(refused);
      change();
      return { title, expected };
    }
    const made = Array.from({ length: 1 + this.random.below(3) }, () => this.random.pick(edits)).filter(
      ([, , change]) => change() !== false,
    );
    return made.length === 0 ? this.edit() : { title: made.map(([title]) => title).join(', '), expected: 'any' };
  }

  files(): Record<string, string> {
    const names = Array.from({ length: FILES }, (_, file) => `part${String(file)}.rs`);
    return { 'app.rs': this.main(), ...Object.fromEntries(names.map((name, file) => [name, this.part(file)])) };
  }

  private name(start: string): string {
    this.count += 1;
    return `${start}${String(this.count)}`;
  }

  private addGlobal(): void {
    this.globals.push({
      name: this.name('G'),
      file: this.random.below(FILES),
      type: this.random.pick(['AtomicI32', 'AtomicI32', 'AtomicI64']),
      initial: this.random.below(50),
    });
  }

  private addFunction(isKept: boolean): void {
    const fn: Fn = {
      name: this.name('f'),
      file: this.random.below(FILES),
      parameters: isKept ? 2 : 1 + this.random.below(3),
      isGeneric: !isKept && this.random.below(4) === 0,
      ...{ isKept, rank: this.count, statements: [] },
    };
    for (let left = 1 + this.random.below(4); left > 0; left -= 1) fn.statements.push(this.statement(fn));
    this.functions.push(fn);
    const caller = this.functions.find(({ rank }) => rank > fn.rank);
    caller?.statements.push({ kind: 'call', text: fn.name, value: 0 });
  }

  private statement({ file }: Fn): Statement {
    const { random } = this;
    const some = random.below(40);
    const texts = [
      `r += sum("${'x'.repeat(some % 9)}${this.name(' text ')}");`,
      `r += (0..${String(some % 6)}).map(|i| mix(i + r)).sum::<i64>();`,
      `r += vec![r; (r & 3) as usize + ${String(some % 5)}].len() as i64;`,
      `r += format!("{r}-${'y'.repeat(some)}").len() as i64;`,
      `r += twice(r as ${random.pick(['i32', 'i64', 'u8'])}) as i64 & 255;`,
      `r += object(${String(some & 1)}).value(r & 7);`,
      'r += std::panic::catch_unwind(move || risky(r)).unwrap_or(17);',
      'r += match color(r) { Color::Red => 3, Color::Green => 4, _ => 5 };',
      `LOCAL.with(|local| { local.set(local.get() + ${String(some)}); r += local.get() as i64; });`,
      `let boxed: Box<dyn Fn(i64) -> i64> = Box::new(move |a| a ^ r ^ ${String(some)}); r = boxed(r) & 0xffff;`,
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
      () => ({ kind: 'call', text: this.functions.length === 0 ? '' : random.pick(this.functions).name, value: 0 }),
      ...texts.map((text) => (): Statement => ({ kind: 'text', text, value: 0 })),
    ];
    return random.pick(kinds)();
  }

  private changeNumber(): boolean {
    const found = this.functions.flatMap(({ statements }) => statements).filter(({ kind }) => kind === 'number');
    if (found.length === 0) return false;
    this.random.pick(found).value += 1;
    return true;
  }

  private changeTable(): boolean {
    if (this.tables.length === 0) return false;
    this.random.pick(this.tables).values[this.random.below(3)] = this.random.below(1000);
    return true;
  }

  private insertStatement(): void {
    const fn = this.random.pick(this.functions);
    fn.statements.splice(this.random.below(fn.statements.length + 1), 0, this.statement(fn));
  }

  private removeStatement(): boolean {
    const { statements } = this.random.pick(this.functions);
    if (statements.length < 2) return false;
    statements.splice(this.random.below(statements.length), 1);
    return true;
  }

  private changeParameters(): boolean {
    const found = this.functions.filter(({ isKept }) => !isKept);
    if (found.length === 0) return false;
    const fn = this.random.pick(found);
    fn.parameters = (fn.parameters % 3) + 1;
    return true;
  }

  private moveToFile(): void {
    const fn = this.random.pick(this.functions);
    fn.file = (fn.file + 1) % FILES;
  }

  private changeType(): void {
    const one = this.random.pick(this.globals);
    one.type = one.type === 'AtomicI32' ? 'AtomicI64' : 'AtomicI32';
  }

  private call({ name, file, parameters, isGeneric }: Fn, first: string): string {
    const words = [isGeneric ? `(${first}) as i32` : first, '3', '5'].slice(0, parameters);
    return `crate::part${String(file)}::${name}(${words.join(', ')})`;
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
        return callee && callee.rank < rank ? `r += ${this.call(callee, 'r & 15')};` : '';
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
      `pub fn ${fn.name}${fn.isGeneric ? '<T: Into<i64>>' : ''}(${list}) -> i64 {`,
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
      ...mine.map((fn) => this.body(fn)),
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

  private main(): string {
    const each = (what: string): string =>
      Array.from({ length: FILES }, (_, file) => `part${String(file)}::${what};`).join(' ');
    const kept = this.functions.filter(({ isKept }) => isKept).sort((a, b) => a.rank - b.rank);
    return `#![allow(unused, static_mut_refs)]
use std::cell::Cell;
use std::io::{BufRead, Write};
use std::sync::{Mutex, atomic::{AtomicI32, AtomicI64, Ordering::Relaxed}};
mod part0; mod part1; mod part2;
pub struct Shared { ${this.fields.map((field) => `${field}: ${this.fieldType}`).join(', ')} }
pub static SHARED: Mutex<Shared> = Mutex::new(Shared { ${this.fields.map((field) => `${field}: 1`).join(', ')} });
#[derive(Clone, Copy)] pub enum Color { ${this.variants.join(', ')} }
pub fn color(r: i64) -> Color { if r & 1 == 0 { Color::Red } else { Color::Green } }
thread_local! { pub static LOCAL: Cell<i32> = const { Cell::new(${String(this.localInitial)}) }; }
${this.extraLocals.map((name) => `thread_local! { pub static ${name}: Cell<i64> = const { Cell::new(1) }; }`).join('\n')}
pub trait Value { fn value(&self, a: i64) -> i64; }
struct Square;
struct Round { side: i64 }
impl Value for Square { fn value(&self, a: i64) -> i64 { a * ${String(this.methodFactor)} } }
impl Value for Round { fn value(&self, a: i64) -> i64 { a + self.side } }
static OBJECTS: [&(dyn Value + Sync); 2] = [&Square, &Round { side: 4 }];
pub fn object(at: usize) -> &'static (dyn Value + Sync) { OBJECTS[at] }
pub fn twice<T: std::ops::BitXor<Output = T> + std::ops::Not<Output = T> + Copy>(a: T) -> T { a ^ !a ^ a }
pub fn risky(a: i64) -> i64 { if a & 1 == 1 { panic!("odd ${String(this.methodFactor)}"); } a & 7 }
#[inline] pub fn mix(a: i64) -> i64 { a * ${String(this.mixFactor)} & 1023 }
pub fn sum(text: &str) -> i64 { text.bytes().fold(0, |all, one| (all * 31 + one as i64) & 1023) }
pub static KEPT: [fn(i64, i64) -> i64; 3] = [${kept.map(({ name, file }) => `part${String(file)}::${name}`).join(', ')}];
fn round(seed: i64) {
    let mut out = String::new();
    ${each('set(seed)')}
    LOCAL.set(seed as i32 & 15);
    { let mut all = SHARED.lock().unwrap(); ${this.fields.map((field) => `all.${field} = 2;`).join(' ')} }
    ${this.extraLocals.map((name) => `${name}.set(seed);`).join(' ')}
    ${each('report(seed, &mut out)')} ${each('report(seed, &mut out)')}
    { let all = SHARED.lock().unwrap(); ${this.fields.map((field) => `out += &format!("${field} {} ", all.${field});`).join(' ')} }
    println!("{out}");
    std::io::stdout().flush().unwrap();
}
fn main() {
    std::panic::set_hook(Box::new(|_| ()));
    for line in std::io::stdin().lock().lines() { round(line.unwrap().parse().unwrap()); }
}
`;
  }
}
