/**
 * Bundles the TypeScript parts into dist/. `--minify` for what ships, `--watch` while working.
 * `--only cli,server` builds just those; without it, a missing entry is an error that names the file. `--out DIR` instead of dist/.
 * `--packages FILE` lists the npm packages of which something went into the bundles, as JSON.
 */
import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import * as esbuild from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const { values: options } = parseArgs({
  options: {
    minify: { type: 'boolean' },
    watch: { type: 'boolean' },
    only: { type: 'string' },
    out: { type: 'string' },
    packages: { type: 'string' },
  },
});

const dist = resolve(root, options.out ?? 'dist');

const common = {
  absWorkingDir: root,
  bundle: true,
  minify: options.minify ?? false,
  sourcemap: options.minify ? false : 'linked',
  legalComments: 'none',
  logLevel: 'warning',
};
const node = {
  ...common,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  mainFields: ['module', 'main'],
  // As the sources are: escaped, letters beyond ASCII are twice as long.
  charset: 'utf8',
};
const page = {
  ...common,
  platform: 'browser',
  target: 'es2022',
  format: 'iife',
  loader: { '.ttf': 'file' },
  assetNames: '[name]',
  // Its own minified form is smaller than what is made of the other one, and it is inside twice.
  alias: options.minify ? { cytoscape: join(root, 'node_modules/cytoscape/dist/cytoscape.esm.min.mjs') } : {},
};

/** Every *.ts directly in test/integration: mocha loads the test files one by one. */
async function integrationTests() {
  const folder = join(root, 'test/integration');
  if (!existsSync(folder)) return ['test/integration/index.ts'];
  const names = await readdir(folder);
  return names
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
    .map((name) => `test/integration/${name}`);
}

const targets = {
  extension: {
    ...node,
    entryPoints: ['extension/main.ts'],
    outfile: join(dist, 'extension.js'),
    external: ['vscode', './language-client.js'],
    // `require`: what VS Code gives to extensions as `vscode` is given to those alone.
    supported: { 'dynamic-import': false },
  },
  'language-client': {
    ...node,
    entryPoints: ['extension/model/language-client.ts'],
    outfile: join(dist, 'language-client.js'),
    external: ['vscode'],
  },
  server: {
    ...node,
    entryPoints: ['server/main.ts'],
    outfile: join(dist, 'server.js'),
    // Only where a team's cache is there.
    external: ['./redis.js'],
  },
  cli: {
    ...node,
    entryPoints: ['cli/main.ts'],
    outfile: join(dist, 'cli.js'),
    external: ['./mcp-server.js', './redis.js'],
  },
  'mcp-server': { ...node, entryPoints: ['cli/mcp/mcp-server.ts'], outfile: join(dist, 'mcp-server.js') },
  redis: { ...node, entryPoints: ['server/remote/redis.ts'], outfile: join(dist, 'redis.js') },
  webview: { ...page, entryPoints: ['webview/main.ts'], outfile: join(dist, 'webview/graph.js') },
  'layout-worker': {
    ...page,
    entryPoints: ['webview/layout/layout-worker.ts'],
    outfile: join(dist, 'webview/layout-worker.js'),
  },
  test: {
    ...node,
    entryPoints: await integrationTests(),
    outdir: join(dist, 'test'),
    outbase: 'test/integration',
    external: ['vscode', 'mocha'],
  },
};

function chosenTargets() {
  const names = options.only === undefined ? Object.keys(targets) : options.only.split(',');
  const unknown = names.filter((name) => !(name in targets));
  if (unknown.length > 0) fail(`unknown target ${unknown.join(', ')}; there are ${Object.keys(targets).join(', ')}.`);
  const missing = names.flatMap((name) => targets[name].entryPoints).filter((file) => !existsSync(join(root, file)));
  if (missing.length > 0) fail(`no such file: ${missing.join(', ')}. To build the other parts, name them with --only.`);
  return names;
}

async function copyCodicons() {
  const folder = dirname(createRequire(import.meta.url).resolve('@vscode/codicons/dist/codicon.css'));
  await mkdir(join(dist, 'webview'), { recursive: true });
  await Promise.all(
    ['codicon.ttf', 'codicon.css'].map((name) => copyFile(join(folder, name), join(dist, 'webview', name))),
  );
}

/** LLDB imports it by its path; it is Python, so nothing bundles it. */
async function copyLldbScript() {
  await mkdir(join(dist, 'lldb'), { recursive: true });
  await copyFile(join(root, 'extension/debug/lldb/autojit_lldb.py'), join(dist, 'lldb/autojit_lldb.py'));
}

/** Packages of which at least a byte is in an output, not all that were looked into. */
async function packagesIn(results) {
  const outputs = results.flatMap(({ metafile }) => Object.values(metafile.outputs));
  const used = outputs.flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? [file] : [])),
  );
  const folders = used.flatMap((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? []);
  const packages = [...new Set(folders)].sort().map(async (folder) => {
    const { name, version, license } = JSON.parse(await readFile(join(root, folder, 'package.json'), 'utf8'));
    return { name, version, license };
  });
  return `${JSON.stringify(await Promise.all(packages), null, 2)}\n`;
}

function fail(message) {
  console.error(`bundle: ${message}`);
  process.exit(1);
}

const chosen = chosenTargets();
if (chosen.includes('webview')) await copyCodicons();
if (chosen.includes('extension')) await copyLldbScript();
if (options.watch) {
  const contexts = await Promise.all(chosen.map((name) => esbuild.context({ ...targets[name], logLevel: 'info' })));
  await Promise.all(contexts.map((context) => context.watch()));
} else {
  // esbuild has printed what is wrong and where; a stack trace of its own would only bury it.
  const builds = chosen.map((name) => esbuild.build({ ...targets[name], metafile: options.packages !== undefined }));
  const results = await Promise.all(builds).catch(() => fail('failed, see above.'));
  if (options.packages !== undefined) await writeFile(options.packages, await packagesIn(results));
}
