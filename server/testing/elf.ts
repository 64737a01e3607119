import { writeFileSync } from 'node:fs';

/** Writes the smallest file that is an AutoJIT program to its readers: section table, module records, store path. */

export interface ProgramSketch {
  modules: { id: string; source: string; slots?: number }[];
  store: string;
  /** Version in the module records. */
  version?: number;
}

interface Section {
  name: string;
  type: number;
  flags: number;
  address: number;
  bytes: Buffer;
}

const RECORD = 80;
const RECORDS_ADDRESS = 0x3000;
const STORE_ADDRESS = 0x2000;
/** Last, because the names of thousands of modules need room. */
const TEXT_ADDRESS = 0x1000000;

export function writeProgram(path: string, sketch: ProgramSketch): void {
  writeFileSync(path, programBytes(sketch), { mode: 0o755 });
}

export function programBytes(sketch: ProgramSketch): Buffer {
  const sources = sketch.modules.map(({ source }) => `${source}\0`);
  let source = TEXT_ADDRESS;
  const records = sketch.modules.map((module, index) => {
    const record = Buffer.alloc(RECORD);
    record.write('AJM1', 0, 'latin1');
    record.writeUInt32LE(sketch.version ?? 2, 4);
    record.write(module.id, 8, 'hex');
    record.writeUInt32LE(module.slots ?? 1, 44);
    const at = RECORDS_ADDRESS + index * RECORD;
    record.writeInt32LE(source - (at + 60), 60);
    source += Buffer.byteLength(sources[index] ?? '');
    record.writeInt32LE(STORE_ADDRESS - (at + 64), 64);
    return record;
  });
  return layOut([
    { name: '', type: 0, flags: 0, address: 0, bytes: Buffer.alloc(0) },
    { name: '.rodata', type: 1, flags: 2, address: TEXT_ADDRESS, bytes: Buffer.from(sources.join('')) },
    { name: 'autojit_store', type: 1, flags: 2, address: STORE_ADDRESS, bytes: Buffer.from(`${sketch.store}\0`) },
    { name: 'autojit_modules', type: 1, flags: 2, address: RECORDS_ADDRESS, bytes: Buffer.concat(records) },
    { name: '.shstrtab', type: 3, flags: 0, address: 0, bytes: Buffer.alloc(0) },
  ]);
}

function layOut(sections: Section[]): Buffer {
  const names = Buffer.from(sections.map(({ name }) => `${name}\0`).join(''));
  const last = sections[sections.length - 1];
  if (last) last.bytes = names;
  const header = Buffer.alloc(64);
  const table: Buffer[] = [];
  let offset = header.length;
  for (const { name, type, flags, address, bytes } of sections) {
    const entry = Buffer.alloc(64);
    entry.writeUInt32LE(names.indexOf(`${name}\0`), 0);
    entry.writeUInt32LE(type, 4);
    entry.writeBigUInt64LE(BigInt(flags), 8);
    entry.writeBigUInt64LE(BigInt(address), 16);
    entry.writeBigUInt64LE(BigInt(offset), 24);
    entry.writeBigUInt64LE(BigInt(bytes.length), 32);
    table.push(entry);
    offset += bytes.length;
  }
  header.writeUInt32BE(0x7f454c46, 0);
  header.writeUInt8(2, 4);
  header.writeUInt8(1, 5);
  header.writeUInt16LE(3, 16);
  header.writeBigUInt64LE(BigInt(offset), 40);
  header.writeUInt16LE(64, 58);
  header.writeUInt16LE(sections.length, 60);
  header.writeUInt16LE(sections.length - 1, 62);
  return Buffer.concat([header, ...sections.map(({ bytes }) => bytes), ...table]);
}
