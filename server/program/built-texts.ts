import { readFile, stat } from 'node:fs/promises';

/** A file of generated code can be as large as it likes; nobody edits it. */
const LARGEST = 16 << 20;

/**
 * Sources as they were when their program was built, taken while they still are: they tell where a definition is after edits. One that was newer than
 * its program when it was first looked at is not known.
 */
export class BuiltTexts {
  private readonly known = new Map<string, { builtAt: number; text: BuiltText | undefined }>();

  /** Undefined where it is not known. */
  linesOf(file: string): readonly string[] | undefined {
    return this.known.get(file)?.text?.lines;
  }

  /** It is on the disk as it was when it was taken: nobody has to read it again to know. */
  async isUntouched(file: string): Promise<boolean> {
    const text = this.known.get(file)?.text;
    const now = text && (await stat(file).catch(() => undefined));
    return now !== undefined && now.mtimeMs === text?.mtimeMs && now.size === text.size;
  }

  /** `builtAt`: when the program that has functions of the file was built, in Unix milliseconds. Once a build it looks at the file. */
  async take(file: string, builtAt: number): Promise<void> {
    const before = this.known.get(file);
    if (before?.builtAt === builtAt) return;
    const text = await textBefore(file, builtAt);
    // A build that left this source alone made nothing new of it; where it was edited during the build, nobody knows what was compiled.
    this.known.set(file, { builtAt, text });
  }
}

interface BuiltText {
  lines: readonly string[];
  mtimeMs: number;
  size: number;
}

async function textBefore(file: string, builtAt: number): Promise<BuiltText | undefined> {
  try {
    const { mtimeMs, size } = await stat(file);
    if (mtimeMs > builtAt || size > LARGEST) return undefined;
    return { lines: (await readFile(file, 'utf8')).split(/\r?\n/), mtimeMs, size };
  } catch {
    // It is gone, or cannot be read: then there is nothing to compare with, and names have to do.
    return undefined;
  }
}
