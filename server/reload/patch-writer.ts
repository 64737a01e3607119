/** Builds a patch as toolchain/include/autojit/reload.h lays it out. Places in the data are final as soon as they are given. */

const RECORD = 80;
const STUB = 32;
const FIXUP = 16;
const RECORD_MAGIC = 0x314d4a41;
const RECORD_VERSION = 2;
const Base = { absolute: 0, data: 1, stubs: 2 } as const;

/** Something that has an address in the running program once the patch is there. */
export type Target =
  { at: 'program'; address: number } | { at: 'data'; place: number } | { at: 'stub'; number: number };

interface Fixup {
  place: number;
  distance: boolean;
  target: Target;
  addend: number;
}

export class PatchWriter {
  private readonly parts: Buffer[] = [];
  private size: number;
  private zeros = 0;
  private readonly fixups: Fixup[] = [];
  private readonly functions: { slot: number; stub: number }[] = [];
  private readonly stubs: { record: number; slot: number }[] = [];
  private readonly trampolines: number[] = [];
  private readonly recordBytes: Buffer;
  private readonly slotPlaces: { record: number; count: number }[] = [];

  constructor(readonly recordCount: number) {
    this.size = RECORD * recordCount;
    this.recordBytes = Buffer.alloc(this.size);
  }

  /** Returns where in the data it is. */
  add(bytes: Buffer, align: number): number {
    const place = Math.ceil(this.size / align) * align;
    if (place > this.size) this.parts.push(Buffer.alloc(place - this.size));
    this.parts.push(bytes);
    this.size = place + bytes.length;
    return place;
  }

  addText(text: string): number {
    return this.add(Buffer.from(`${text}\0`), 1);
  }

  /** Eight bytes with the address of something. */
  addPointer(target: Target, addend = 0): number {
    const place = this.add(Buffer.alloc(8), 8);
    this.point(place, target, addend);
    return place;
  }

  point(place: number, target: Target, addend = 0): void {
    this.fixups.push({ place, distance: false, target, addend });
  }

  /** Four bytes with the distance to something. */
  reach(place: number, target: Target): void {
    this.fixups.push({ place, distance: true, target, addend: 0 });
  }

  /** A way to call a slot of a record. */
  addStub(record: number, slot: number): number {
    return this.stubs.push({ record, slot }) - 1;
  }

  /** Something near that leads to an address far away, for calls. */
  addTrampoline(target: Target): Target {
    return { at: 'stub', number: -this.trampolines.push(this.addPointer(target)) };
  }

  /** The function of this slot of the program is from now on that of the stub. */
  exchange(slot: number, stub: number): void {
    this.functions.push({ slot, stub });
  }

  setRecord(index: number, record: RecordContent): void {
    const at = RECORD * index;
    const bytes = this.recordBytes;
    bytes.writeUInt32LE(RECORD_MAGIC, at);
    bytes.writeUInt32LE(RECORD_VERSION, at + 4);
    bytes.write(record.id, at + 8, 'hex');
    bytes.writeUInt32LE(record.slotCount, at + 44);
    bytes.writeUInt32LE(record.importCount, at + 52);
    bytes.writeUInt32LE(record.directImports, at + 56);
    bytes.writeUInt32LE(record.flags, at + 68);
    this.slotPlaces.push({ record: index, count: record.slotCount });
    this.reach(at + 48, { at: 'data', place: record.imports });
    this.reach(at + 60, { at: 'data', place: record.source });
    this.reach(at + 64, { at: 'data', place: record.store });
  }

  /** The message's body but for the object's index. Also gives the slots their places, behind all else. */
  finish(object: number, notes: (slots: readonly number[]) => unknown): Buffer {
    const slots = this.placeSlots();
    const fixups = Buffer.alloc(FIXUP * this.fixups.length);
    this.fixups.forEach((fixup, index) => this.encodeFixup(fixup, fixups, FIXUP * index));
    const functions = words64(this.functions.flatMap(({ slot, stub }) => [slot, stub]));
    const stubs = words32(this.stubs.flatMap(({ record, slot }) => [record, slot]));
    const trampolines = words32(this.trampolines);
    const text = Buffer.from(JSON.stringify(notes(slots)));
    const head = words32([
      object,
      this.recordCount,
      this.stubs.length,
      this.fixups.length,
      this.functions.length,
      this.trampolines.length,
      this.size,
      this.zeros,
      text.length,
      0,
    ]);
    return Buffer.concat([head, fixups, functions, stubs, trampolines, this.recordBytes, ...this.parts, text]);
  }

  private placeSlots(): number[] {
    this.add(Buffer.alloc(0), 8);
    return this.slotPlaces.map(({ record, count }) => {
      const place = this.size + this.zeros;
      this.zeros += 8 * count;
      this.reach(RECORD * record + 40, { at: 'data', place });
      return place;
    });
  }

  private encodeFixup({ place, distance, target, addend }: Fixup, bytes: Buffer, at: number): void {
    bytes.writeUInt32LE(place, at);
    bytes.writeUInt16LE(
      target.at === 'program' ? Base.absolute : target.at === 'data' ? Base.data : Base.stubs,
      at + 4,
    );
    bytes.writeUInt16LE(distance ? 1 : 0, at + 6);
    write64(bytes, this.offsetOf(target) + addend, at + 8);
  }

  private offsetOf(target: Target): number {
    if (target.at === 'program') return target.address;
    if (target.at === 'data') return target.place;
    // Trampolines follow the stubs, whose number is only known now.
    return STUB * (target.number >= 0 ? target.number : this.stubs.length - target.number - 1);
  }
}

export interface RecordContent {
  id: string;
  slotCount: number;
  importCount: number;
  directImports: number;
  flags: number;
  /** Places in the data. */
  imports: number;
  source: number;
  store: number;
}

function words32(values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length);
  values.forEach((value, index) => bytes.writeUInt32LE(value, 4 * index));
  return bytes;
}

function words64(values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(8 * values.length);
  values.forEach((value, index) => write64(bytes, value, 8 * index));
  return bytes;
}

/** Addresses of a process have 47 bits. There are thousands of them, and a BigInt for each takes longer than all else. */
function write64(bytes: Buffer, value: number, at: number): void {
  bytes.writeUInt32LE(value >>> 0, at);
  bytes.writeInt32LE(Math.floor(value / 2 ** 32), at + 4);
}
