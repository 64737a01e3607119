/** What programs that are edited at random have in common, whatever they are written in: functions that call each other, and edits of those. */

/** What a reload may make of an edit. */
export type Expected = 'exchanged' | 'refused' | 'any';

/** What it is called, what is expected of a reload, and the change: false where there is nothing to change. */
export type Edit = [title: string, expected: Expected, change: () => boolean | void];

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

export interface EditedStatement {
  kind: string;
  value?: number;
}

export interface EditedFunction<Statement> {
  name: string;
  file: number;
  parameters: number;
  /** Its address is in a table, so it may not be called in another way. */
  isKept: boolean;
  /** It only calls those of a lower rank. */
  rank: number;
  statements: Statement[];
  comment: string;
}

export interface EditedGlobal {
  name: string;
  file: number;
  initial: number;
}

export const FILES = 3;
export const KEPT = 3;

/** A program that can be edited at random. */
export abstract class EditedFunctions<
  Statement extends EditedStatement,
  Fn extends EditedFunction<Statement>,
  Global extends EditedGlobal,
> {
  protected functions: Fn[] = [];
  protected globals: Global[] = [];
  protected blankLines = 0;
  /** They may come back. */
  private goneFunctions: Fn[] = [];
  private goneGlobals: Global[] = [];
  private count = 0;

  constructor(protected readonly random: Random) {}

  /** Its text, by the name of the file. */
  abstract files(): Record<string, string>;
  /** What may be done to what only this language has, or has in its own way. */
  protected abstract ownEdits(): Edit[];
  protected abstract newFunction(common: EditedFunction<Statement>): Fn;
  protected abstract newGlobal(common: EditedGlobal): Global;
  protected abstract newStatement(fn: Fn): Statement;
  protected abstract callOf(fn: Fn): Statement;

  /** As it is now, whatever becomes of this one. */
  copy(): this {
    const { random, ...rest } = this;
    const empty = Object.create(Object.getPrototypeOf(this) as object) as this;
    return Object.assign(empty, structuredClone(rest), { random });
  }

  /** One to three edits; what they are called, and what is expected of a reload. */
  edit(): { title: string; expected: Expected } {
    const all = [...this.edits(), ...this.ownEdits()];
    const taken = all.filter(([, expected]) => expected !== 'refused');
    const made = Array.from({ length: 1 + this.random.below(3) }, () =>
      this.random.pick(this.random.below(8) === 0 ? all : taken),
    ).filter(([, , change]) => change() !== false);
    if (made.length === 0) return this.edit();
    const [expected = 'any', ...others] = new Set(made.map(([, one]) => one));
    const title = made.map(([one]) => one).join(', ');
    // Two of them may have undone each other.
    return { title, expected: others.length > 0 || (expected === 'refused' && made.length > 1) ? 'any' : expected };
  }

  protected edits(): Edit[] {
    return [
      ['a number', 'exchanged', () => this.changeNumber()],
      ['a statement more', 'exchanged', () => this.insertStatement()],
      ['a statement less', 'any', () => this.removeStatement()],
      ['a function more', 'exchanged', () => this.addFunction(false)],
      ['a function less', 'any', () => this.removeFunction()],
      ['a function that was there before', 'any', () => this.bringFunctionBack()],
      ['a variable more', 'exchanged', () => this.addGlobal()],
      ['a variable less', 'any', () => this.removeGlobal()],
      ['a variable that was there before', 'any', () => this.bringGlobalBack()],
      ['an initial value', 'exchanged', () => void (this.random.pick(this.globals).initial += 1)],
      ['parameters', 'exchanged', () => this.changeParameters()],
      ['lines', 'exchanged', () => void (this.blankLines += 1)],
      ['a comment', 'exchanged', () => void (this.random.pick(this.functions).comment += ' more')],
      ['the order of functions', 'any', () => this.moveFunction()],
      ['the file of a function', 'exchanged', () => this.moveToFile()],
    ];
  }

  /** What every program has at first. */
  protected begin(): void {
    for (let at = 0; at < 4; at += 1) this.addGlobal();
    for (let at = 0; at < 9; at += 1) this.addFunction(at < KEPT);
  }

  protected name(start: string): string {
    this.count += 1;
    return `${start}${String(this.count)}`;
  }

  private addGlobal(): void {
    const [name, file, initial] = [this.name('g'), this.random.below(FILES), this.random.below(50)];
    this.globals.push(this.newGlobal({ name, file, initial }));
  }

  private addFunction(isKept: boolean): void {
    const fn = this.newFunction({
      name: this.name('f'),
      file: this.random.below(FILES),
      parameters: isKept ? 2 : 1 + this.random.below(3),
      rank: this.random.below(1_000_000),
      ...{ isKept, statements: [], comment: '' },
    });
    for (let left = 1 + this.random.below(4); left > 0; left -= 1) fn.statements.push(this.newStatement(fn));
    const callers = this.functions.filter(({ rank }) => rank > fn.rank);
    this.functions.push(fn);
    if (callers.length > 0) this.random.pick(callers).statements.push(this.callOf(fn));
  }

  private removeFunction(): boolean {
    const found = this.calledByName();
    if (found.length < 4) return false;
    const gone = this.random.pick(found);
    this.functions = this.functions.filter((one) => one !== gone);
    this.goneFunctions.push(gone);
    return true;
  }

  private bringFunctionBack(): boolean {
    const back = this.goneFunctions.pop();
    if (back) this.functions.push(back);
    return back !== undefined;
  }

  private removeGlobal(): boolean {
    if (this.globals.length < 3) return false;
    const gone = this.random.pick(this.globals);
    this.globals = this.globals.filter((one) => one !== gone);
    this.goneGlobals.push(gone);
    return true;
  }

  private bringGlobalBack(): boolean {
    const back = this.goneGlobals.pop();
    if (back) this.globals.push(back);
    return back !== undefined;
  }

  private changeNumber(): boolean {
    const found = this.functions.flatMap(({ statements }) => statements).filter(({ kind }) => kind === 'number');
    if (found.length === 0) return false;
    const one = this.random.pick(found);
    one.value = (one.value ?? 0) + 1;
    return true;
  }

  private insertStatement(): void {
    const fn = this.random.pick(this.functions);
    fn.statements.splice(this.random.below(fn.statements.length + 1), 0, this.newStatement(fn));
  }

  private removeStatement(): boolean {
    const { statements } = this.random.pick(this.functions);
    if (statements.length < 2) return false;
    statements.splice(this.random.below(statements.length), 1);
    return true;
  }

  private changeParameters(): boolean {
    const found = this.calledByName();
    if (found.length === 0) return false;
    const fn = this.random.pick(found);
    fn.parameters = (fn.parameters % 3) + 1;
    return true;
  }

  private moveFunction(): void {
    const [fn] = this.functions.splice(this.random.below(this.functions.length), 1);
    if (fn) this.functions.splice(this.random.below(this.functions.length + 1), 0, fn);
  }

  private moveToFile(): void {
    const fn = this.random.pick(this.functions);
    fn.file = (fn.file + 1 + this.random.below(FILES - 1)) % FILES;
  }

  protected calledByName(): Fn[] {
    return this.functions.filter(({ isKept }) => !isKept);
  }

  /** In the order in which they stand in the table of them. */
  protected kept(): Fn[] {
    return this.functions.filter(({ isKept }) => isKept).sort((a, b) => a.rank - b.rank);
  }
}
