import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mutate, Random } from './mutate.js';
import { readers, type Reader } from './readers.js';

/**
 * usage: main NAME CORPUS SECONDS SEED FINDINGS: the kept inputs of one reader, then as many changed ones as there is time for. What fails is left in the
 * folder FINDINGS; it belongs into the corpus together with the mended reader.
 */

/** Far more than any input of this size needs, also beside a build. */
const SLOWEST = 5_000;
const MOST_MEMORY = 768 << 20;

async function tryOne(reader: Reader, bytes: Buffer, folder: string): Promise<void> {
  const started = performance.now();
  await reader(bytes, folder);
  const took = performance.now() - started;
  if (took > SLOWEST) throw new Error(`it took ${took.toFixed(0)} ms`);
  const memory = process.memoryUsage.rss();
  if (memory > MOST_MEMORY) throw new Error(`the process has grown to ${String(memory >> 20)} MB`);
}

async function main([name, corpus, seconds, chosenSeed, findings]: string[]): Promise<number> {
  const reader = name === undefined ? undefined : readers[name];
  const seed = Number(chosenSeed);
  if (!reader || name === undefined || corpus === undefined || !seed || findings === undefined) {
    console.error(`usage: main ${Object.keys(readers).join('|')} CORPUS SECONDS SEED FINDINGS`);
    return 2;
  }
  const kept = readdirSync(corpus).map((file) => readFileSync(join(corpus, file)));
  const random = new Random(seed);
  const folder = mkdtempSync(join(tmpdir(), 'autojit-fuzz-'));
  const end = Date.now() + Number(seconds) * 1000;
  let bytes: Buffer = Buffer.alloc(0);
  let tried = 0;
  try {
    for (; tried < kept.length || Date.now() < end; tried += 1) {
      bytes = kept[tried] ?? mutate(random.of(kept), random, kept);
      await tryOne(reader, bytes, folder);
    }
  } catch (error) {
    mkdirSync(findings, { recursive: true });
    const file = join(findings, `${name}-${String(seed)}`);
    writeFileSync(file, bytes);
    console.error(`${name}: input ${String(tried)} of seed ${String(seed)}, now in ${file}:`, error);
    return 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  console.log(`${name}: ${String(tried)} inputs, seed ${String(seed)}`);
  return 0;
}

process.exitCode = await main(process.argv.slice(2));
