import fs from 'node:fs';
import path from 'node:path';
import { runMocha } from './mocha.js';

export async function main(names: readonly string[]): Promise<number> {
  const folder = process.env['AUTOJIT_TESTS'] ?? '';
  const files = fs.readdirSync(folder).filter((name) => name.endsWith('.test.mjs'));
  const chosen = files.filter((file) => names.length === 0 || names.includes(file.replace('.test.mjs', '')));
  if (chosen.length === 0) {
    console.error(
      `No such test file: ${names.join(', ')}. There are ${files.map((file) => file.replace('.test.mjs', '')).join(', ')}.`,
    );
    return 1;
  }
  const failures = await runMocha(
    chosen.map((file) => path.join(folder, file)),
    (line) => console.log(line),
    // Windows, servers and a browser share two cores: what a busy moment broke may try once more.
    { retries: 1 },
  );
  return failures === 0 ? 0 : 1;
}
