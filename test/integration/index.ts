import fs from 'node:fs';
import path from 'node:path';
import { runMocha } from '../harness/mocha.js';

/** Called by VS Code's extension host (also by @vscode/test-electron on a desktop). */
export async function run(): Promise<void> {
  const files = fs.readdirSync(__dirname).filter((name) => name.endsWith('.test.js'));
  const failures = await runMocha(
    files.map((name) => path.join(__dirname, name)),
    (line) => console.log(line),
  );
  if (failures > 0) throw new Error(`${failures} tests failed`);
}
