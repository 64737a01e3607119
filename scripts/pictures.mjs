// Makes the pictures of README and docs/: of VS Code by the tests that look at the same, of the graph page by real programs.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { drawPrograms } from '../bench/programs/pictures.mjs';
import { apng } from '../tooling/apng.mjs';
import { Failure } from '../tooling/exec.mjs';
import { flags } from '../tooling/flags.mjs';
import { root } from '../tooling/paths.mjs';
import { main, say, step } from '../tooling/steps.mjs';

const usage = `usage: node scripts/pictures.mjs [NAME…] [--themes]

Makes media/ and docs/images anew. Build first: npm run build.
  NAME       only these: leveldb (the page on LevelDB, and its run as a moving picture), fountain (a program that is edited
             while it runs, another one), graph (bzip2 in VS Code), tests, what-ran (sources, another extension and a list
             of servers in VS Code)
  --themes   instead, each view of sqlite, LevelDB, a crate and a GoogleTest program in light, dark and high contrast, to look at:
             dist/pictures`;

/** By test file: the screenshots that it leaves, and where they go. */
const OF_VSCODE = {
  graph: { 'after-the-run.png': 'media/side-by-side.png' },
  tests: { 'test-coverage.png': 'docs/images/tests.png' },
  'what-ran': {
    'editor.png': 'docs/images/editor.png',
    'api.png': 'docs/images/api.png',
    'agents.png': 'docs/images/agents.png',
  },
};

function ofVsCode(name, pictures) {
  const { status } = spawnSync(process.execPath, ['test/run-e2e.mjs', name], { cwd: root, stdio: 'inherit' });
  if (status !== 0) throw new Failure(`The test ${name} failed.`, { next: 'see what it says above.' });
  for (const [shot, picture] of Object.entries(pictures)) {
    fs.copyFileSync(path.join(root, 'dist/test-artifacts', shot), path.join(root, picture));
    say(`${picture} is new.`);
  }
}

const WHOLE = { width: 1440, height: 900 };
const FRAMES = 18;

/** Frames that the test of the fountain leaves: it is edited while it runs. */
function fountain() {
  ofVsCode('fountain', {});
  const folder = path.join(root, 'dist/test-artifacts');
  const shots = fs.readdirSync(folder).filter((name) => /^fountain-\d+\.png$/.test(name));
  const frames = shots.sort().map((name, at) => ({
    png: fs.readFileSync(path.join(folder, name)),
    ms: at === shots.length - 1 ? 2000 : 250,
  }));
  fs.writeFileSync(path.join(root, 'media/reload.png'), apng(frames));
  say('media/reload.png is new.');
}

/** What the README opens with. */
async function leveldb(io) {
  await drawPrograms(['leveldb'], io, async ({ real, browser, pictureOf, framesOf }) => {
    const light = { theme: 'vscode-light', size: WHOLE };
    const write = (file, png) => fs.writeFileSync(path.join(root, 'media', file), png);
    write('leveldb.png', await pictureOf(browser, real, { ...light, view: 'side by side' }));
    write('leveldb-run.png', await pictureOf(browser, real, { ...light, view: 'live' }));
    write('leveldb-tree.png', await pictureOf(browser, real, { ...light, view: 'run' }));
    write('leveldb-map.png', await pictureOf(browser, real, { ...light, view: 'map' }));
    const frames = await framesOf(browser, real, { ...light, size: { width: 1000, height: 780 } }, FRAMES);
    const shown = frames.map((png, at) => ({ png, ms: at === frames.length - 1 ? 3000 : 200 }));
    write('live-run.png', apng(shown));
  });
}

async function inEachTheme(io) {
  const folder = path.join(root, 'dist', 'pictures');
  fs.mkdirSync(folder, { recursive: true });
  await drawPrograms(['sqlite', 'leveldb', 'cargo', 'googletest'], io, async ({ name, real, browser, pictureOf }) => {
    for (const theme of ['vscode-light', 'vscode-dark', 'vscode-high-contrast'])
      for (const view of ['side by side', 'live', 'run', 'map']) {
        const file = `${name}-${view.replaceAll(' ', '-')}-${theme.replace('vscode-', '')}.png`;
        fs.writeFileSync(path.join(folder, file), await pictureOf(browser, real, { theme, view, size: WHOLE }));
      }
  });
  say('Look at dist/pictures.');
}

async function pictures({ words, themes }) {
  const NEXT = 'build it first: npm run build.';
  const unknown = words.find((word) => !['leveldb', 'fountain'].includes(word) && !(word in OF_VSCODE));
  if (unknown)
    throw new Failure(`there are no pictures named ${unknown}.`, { next: 'node scripts/pictures.mjs --help' });
  const wanted = (name) => words.length === 0 || words.includes(name);
  if (themes) await step('Drawing every view in every theme', 'pictures-themes', NEXT, inEachTheme);
  else {
    if (wanted('leveldb')) await step('Drawing LevelDB, at rest and while it runs', 'pictures-leveldb', NEXT, leveldb);
    if (wanted('fountain')) fountain();
    for (const [name, shots] of Object.entries(OF_VSCODE)) if (wanted(name)) ofVsCode(name, shots);
  }
  return 0;
}

const options = flags(usage, { themes: { type: 'boolean' } }, { positionals: true });
if (options) await main(() => pictures(options));
