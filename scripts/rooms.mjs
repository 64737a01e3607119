// Looks whether imports and includes keep to the tables of docs/architecture.md.
import fs from 'node:fs';
import path from 'node:path';
import { cruise } from 'dependency-cruiser';
import { flags } from '../tooling/flags.mjs';
import { cruiseOptions, importRules } from '../tooling/imports.mjs';
import { circlesOfIncludes, wrongIncludes } from '../tooling/includes.mjs';
import { root } from '../tooling/paths.mjs';
import { document, readRooms } from '../tooling/rooms.mjs';
import { main, say } from '../tooling/steps.mjs';

const usage = `usage: node scripts/rooms.mjs

Compares imports (TypeScript, JavaScript) and includes (C, C++) with the tables "Who may know whom" of docs/architecture.md, and
looks for circles.
Exit codes: 0 they keep to the tables, 1 a line for each that does not.`;

const FOLDERS = ['protocol', 'server', 'cli', 'extension', 'webview', 'tooling', 'corpus', 'bench', 'scripts', 'test'];

function sources() {
  return fs
    .readdirSync(path.join(root, 'toolchain'), { recursive: true })
    .map((name) => `toolchain/${name}`)
    .filter((file) => /\.(c|cpp|h|S)$/.test(file) && !file.startsWith('toolchain/test/'));
}

async function rooms() {
  const all = readRooms();
  const { output } = await cruise(FOLDERS, {
    ...cruiseOptions,
    baseDir: root,
    ruleSet: { forbidden: importRules(all) },
  });
  const imports = output.summary.violations.map(({ from, to, rule, cycle }) =>
    cycle
      ? `${from}: a circle: ${cycle.map(({ name }) => name).join(' → ')}.`
      : `${from}: may not import ${to} (${rule.name}); see ${document}.`,
  );
  const files = sources();
  const wrong = [...imports, ...wrongIncludes(files, all, root), ...circlesOfIncludes(files, root)];
  for (const line of wrong) say(line);
  if (wrong.length > 0) return 1;
  say(`${output.modules.length} modules and ${files.length} C and C++ files keep to ${all.length} rooms.`);
  return 0;
}

const options = flags(usage, {});
if (options) await main(rooms);
