import crypto from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { writeSample } from './sample.mjs';

let folder;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'autojit-sample-'));
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

it('is the same on every machine, of exactly the size that was asked for', () => {
  const bytes = fs.readFileSync(writeSample(path.join(folder, 'sample.txt'), 100_000));
  expect(bytes.length).toBe(100_000);
  expect(crypto.createHash('sha256').update(bytes).digest('hex')).toBe(
    'f21c7c44de346febdeb4ecf699d9c825d0668f8ed499b0622f7759ec571c175c',
  );
});

it('replaces a file of another size', () => {
  const file = path.join(folder, 'sample.txt');
  fs.writeFileSync(file, 'half');
  writeSample(file, 1000);
  expect(fs.statSync(file).size).toBe(1000);
});
