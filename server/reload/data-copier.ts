import type { ElfSection } from '../program/elf.js';
import type { FileSymbol, LinkedFile } from './linked-file.js';
import type { PatchWriter, Target } from './patch-writer.js';
import { Refusal } from './refusal.js';

const ALIGN = 32;
const LARGEST_SECTION = 4 << 20;

/** Copies initial values out of a linked file, with what their pointers lead to. */
export class DataCopier {
  private readonly sections = new Map<ElfSection, number>();
  private ordered: Promise<FileSymbol[]> | undefined;

  constructor(
    private readonly file: LinkedFile,
    private readonly writer: PatchWriter,
  ) {}

  /** `placed` is told before pointers are followed, which may lead back. */
  async copy(
    address: number,
    size: number,
    placed: (place: number) => void,
    resolve: (symbol: string) => Promise<Target>,
  ): Promise<Target> {
    const bytes = await this.file.bytesAt(address, size);
    if (!bytes) throw new Refusal('the initial value of a new variable is not in the program');
    const place = this.writer.add(Buffer.from(bytes), ALIGN);
    placed(place);
    await this.followPointers(address, size, place, resolve);
    return { at: 'data', place };
  }

  private async followPointers(
    address: number,
    size: number,
    place: number,
    resolve: (symbol: string) => Promise<Target>,
  ): Promise<void> {
    for (const [from, { symbol, addend }] of await this.file.relocations()) {
      if (from < address || from + 8 > address + size) continue;
      const at = place + from - address;
      if (symbol !== undefined) this.writer.point(at, await resolve(symbol), addend);
      else await this.pointInto(at, addend, resolve);
    }
  }

  private async pointInto(at: number, address: number, resolve: (symbol: string) => Promise<Target>): Promise<void> {
    const symbol = await this.symbolAt(address);
    if (symbol) this.writer.point(at, await resolve(symbol.name), address - symbol.address);
    else this.writer.point(at, { at: 'data', place: await this.anonymous(address) });
  }

  /** What has no name, as texts have none: nobody knows where it ends, so all of its section comes along, once. */
  private async anonymous(address: number): Promise<number> {
    const section = this.file.sectionAt(address);
    if (!section || section.size > LARGEST_SECTION) {
      throw new Refusal('a new variable points to something without a name that is too large to bring along');
    }
    const start = Number(section.address);
    let place = this.sections.get(section);
    if (place === undefined) {
      const bytes = await this.file.bytesAt(start, section.size);
      place = this.writer.add(Buffer.from(bytes ?? Buffer.alloc(0)), ALIGN);
      this.sections.set(section, place);
      await this.followNamelessPointers(start, section.size, place);
    }
    return place + address - start;
  }

  private async followNamelessPointers(start: number, size: number, place: number): Promise<void> {
    const refuse = (symbol: string): Promise<Target> =>
      Promise.reject(new Refusal(`a new variable points to constants that hold the address of ${symbol}`));
    await this.followPointers(start, size, place, refuse);
  }

  private async symbolAt(address: number): Promise<FileSymbol | undefined> {
    this.ordered ??= this.file
      .symbols()
      .then((all) => all.filter(({ size }) => size > 0).sort((a, b) => a.address - b.address));
    const symbols = await this.ordered;
    let [low, high] = [0, symbols.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((symbols[middle]?.address ?? 0) <= address) low = middle + 1;
      else high = middle;
    }
    const found = symbols[low - 1];
    return found && address < found.address + found.size ? found : undefined;
  }
}
