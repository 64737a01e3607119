import { open, stat, type FileHandle } from 'node:fs/promises';
import { StringDecoder } from 'node:string_decoder';
import { TRACE_LIMIT, TRACE_LINE_LIMIT } from '../../protocol/trace.js';
import { errorCode } from '../support/problem.js';

/** Longer than any line the runtime writes (docs/formats.md: 4,096 bytes); what has no line end by then is no trace. */
const MAX_LINE = 64 << 10;
/** Between two of them others have their turn: a busy run writes more than this in a tenth of a second. */
const CHUNK = 16 << 10;

/**
 * Reads a file that another process appends to, line by line. A line counts once it has its line end; a file that does
 * not exist yet is empty; one that was replaced or cut short is read again from its start.
 */
export class TraceTail {
  private file: FileHandle | undefined;
  private inode = 0;
  private offset = 0;
  private pending = '';
  private decoder = new StringDecoder('utf8');
  private lineNumber = 0;
  private busy: Promise<void> = Promise.resolve();

  constructor(
    readonly path: string,
    private readonly onLine: (line: string, number: number) => void,
  ) {}

  /** Delivers what was written since the last call. Calls queue up behind each other. */
  poll(): Promise<void> {
    const turn = this.busy.then(() => this.readNew());
    this.busy = turn.catch(() => undefined);
    return turn;
  }

  /** It has no room for all lines any more. */
  get isFull(): boolean {
    return this.offset > TRACE_LIMIT - TRACE_LINE_LIMIT;
  }

  /** The beginning of a line whose end never came. */
  get rest(): string {
    return this.pending;
  }

  async close(): Promise<void> {
    await this.busy;
    await this.file?.close();
    this.file = undefined;
  }

  private async readNew(): Promise<void> {
    const current = await this.status();
    if (this.file && current && (current.inode !== this.inode || current.size < this.offset)) {
      // What the old file still holds was written before it was replaced.
      if (current.inode !== this.inode) await this.drain(this.file);
      await this.restart();
    }
    if (!this.file) {
      if (!current) return;
      this.file = await open(this.path, 'r');
      this.inode = current.inode;
    }
    await this.drain(this.file);
  }

  private async status(): Promise<{ inode: number; size: number } | undefined> {
    try {
      const status = await stat(this.path);
      return { inode: status.ino, size: status.size };
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return undefined;
      throw error;
    }
  }

  private async restart(): Promise<void> {
    await this.file?.close();
    this.file = undefined;
    this.offset = 0;
    this.pending = '';
    this.decoder = new StringDecoder('utf8');
    this.lineNumber = 0;
  }

  private async drain(file: FileHandle): Promise<void> {
    const buffer = Buffer.alloc(CHUNK);
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, CHUNK, this.offset);
      if (bytesRead === 0) return;
      this.offset += bytesRead;
      this.split(this.decoder.write(buffer.subarray(0, bytesRead)));
    }
  }

  private split(text: string): void {
    const lines = (this.pending + text).split('\n');
    this.pending = lines.pop() ?? '';
    for (const line of lines) this.deliver(line);
    if (this.pending.length > MAX_LINE) {
      this.deliver(this.pending);
      this.pending = '';
    }
  }

  private deliver(line: string): void {
    this.lineNumber += 1;
    if (line.trim() !== '') this.onLine(line, this.lineNumber);
  }
}
