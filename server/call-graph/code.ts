import type { EagerReason, Linkage, ManifestFunction } from '../../protocol/manifest.js';
import type { FunctionIndex, LinkedFunction } from './model.js';
import { shortName } from './names.js';

/** One copy of a function, as its module has it. */
export class Code {
  readonly signature: string;
  readonly linkage: Linkage;
  readonly line: number | undefined;
  readonly instructions: number;
  /** Undefined for a lazy function. */
  readonly reason: EagerReason | undefined;
  private short: string | undefined;

  constructor(
    body: ManifestFunction,
    readonly symbol: string,
    readonly type: string,
    readonly source: string,
    readonly file: string | undefined,
  ) {
    this.signature = body.display === symbol ? symbol : body.display;
    this.linkage = body.linkage;
    this.line = body.line;
    this.instructions = body.instructions;
    this.reason = body.state === 'eager' ? body.reason : undefined;
  }

  /** Made when somebody looks: most functions of a large program are never shown. */
  get label(): string {
    this.short ??= shortName(this.signature);
    return this.short;
  }
}

/** A function of a linked program: the copy of it that the linker chose. */
export class ChosenFunction implements LinkedFunction {
  constructor(
    readonly index: FunctionIndex,
    readonly id: string,
    readonly code: Code,
  ) {}

  get symbol(): string {
    return this.code.symbol;
  }

  get label(): string {
    return this.code.label;
  }

  get signature(): string {
    return this.code.signature;
  }

  get linkage(): Linkage {
    return this.code.linkage;
  }

  get source(): string {
    return this.code.source;
  }

  get file(): string | undefined {
    return this.code.file;
  }

  get line(): number | undefined {
    return this.code.line;
  }

  get instructions(): number {
    return this.code.instructions;
  }

  get type(): string {
    return this.code.type;
  }

  get reason(): EagerReason | undefined {
    return this.code.reason;
  }
}
