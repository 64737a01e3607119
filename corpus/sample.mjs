// Inputs for compressors, written anew for each side: text, noise, one byte over and over, and nothing at all.
import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { writeSample } from '../tooling/sample.mjs';

const SIZE = 500_000;

/** Bytes that do not compress, the same on every machine: a stream cipher over zeros. */
function noise(size) {
  const cipher = crypto.createCipheriv('aes-128-ctr', Buffer.alloc(16, 1), Buffer.alloc(16));
  return cipher.update(Buffer.alloc(size));
}

/** Names of the files written into `folder`. */
export function writeSamples(folder) {
  writeSample(path.join(folder, 'sample-text'), SIZE);
  fs.writeFileSync(path.join(folder, 'sample-noise'), noise(SIZE / 4));
  fs.writeFileSync(path.join(folder, 'sample-run'), Buffer.alloc(SIZE, 'a'));
  fs.writeFileSync(path.join(folder, 'sample-empty'), '');
  return ['sample-text', 'sample-noise', 'sample-run', 'sample-empty'];
}

/** A check that a file came out as another one is: for round trips. */
export const sameFile = (folder, a, b) => () => {
  const [first, second] = [a, b].map((name) => path.join(folder, name));
  for (const file of [first, second]) if (!fs.existsSync(file)) return `did not write ${path.basename(file)}`;
  return fs.readFileSync(first).equals(fs.readFileSync(second)) ? undefined : `${a} and ${b} differ`;
};
