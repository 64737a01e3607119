// The packed extension: minified, with the toolchain inside, put together beside dist/ so that what one works with stays as it is.
import fs from 'node:fs';
import path from 'node:path';
import { run } from './exec.mjs';
import { root } from './paths.mjs';

const staged = path.join(root, 'dist', 'package');

const PACKED = [
  'package.json',
  'README.md',
  'CHANGELOG.md',
  'LICENSE',
  '.vscodeignore',
  'media',
  'l10n',
  'bin',
  'dist/toolchain',
];
const BUNDLES = ['extension', 'language-client', 'server', 'cli', 'mcp-server', 'redis', 'webview', 'layout-worker'];

export function vsixFile() {
  const { name, version } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));
  return path.join(root, 'dist', `${name}-${version}-linux-x64.vsix`);
}

/** A VSIX has no links; packed as files they would be there up to twenty times. They are made anew from this list. */
function listLinks(toolchain) {
  const links = {};
  for (const entry of fs.readdirSync(toolchain, { recursive: true, withFileTypes: true })) {
    if (!entry.isSymbolicLink()) continue;
    const link = path.join(entry.parentPath, entry.name);
    links[path.relative(toolchain, link)] = fs.readlinkSync(link);
    fs.rmSync(link);
  }
  fs.writeFileSync(path.join(toolchain, 'links.json'), JSON.stringify(links, null, 2));
}

/**
 * Needs dist/toolchain; bundles the rest itself. `channel`: stable, or pre-release as VS Code's Marketplace has it;
 * `packages`: a file that gets the list of npm packages inside.
 */
export async function makeVsix(io, { file = vsixFile(), channel = 'stable', packages } = {}) {
  fs.rmSync(staged, { recursive: true, force: true });
  const texts = fs.readdirSync(root).filter((name) => /^package\.nls(\.[\w-]+)?\.json$/.test(name));
  for (const name of [...PACKED, ...texts])
    fs.cpSync(path.join(root, name), path.join(staged, name), { recursive: true, verbatimSymlinks: true });
  listLinks(path.join(staged, 'dist', 'toolchain'));
  // What stands in the Marketplace is short; the README of the repository is for people who build it.
  fs.copyFileSync(path.join(root, 'docs', 'marketplace.md'), path.join(staged, 'README.md'));
  const out = ['--out', path.join(staged, 'dist'), ...(packages ? ['--packages', packages] : [])];
  const bundle = [path.join(root, 'scripts', 'bundle.mjs'), '--minify', '--only', BUNDLES.join(','), ...out];
  await run(process.execPath, bundle, { cwd: root, ...io });
  // The toolchain inside is for one system. Its bundles have their dependencies in them.
  const flags = ['--target', 'linux-x64', '--no-dependencies', '--no-rewrite-relative-links'];
  if (channel === 'pre-release') flags.push('--pre-release');
  const vsce = path.join(root, 'node_modules', '.bin', 'vsce');
  await run(vsce, ['package', ...flags, '--out', file], { cwd: staged, ...io });
  fs.rmSync(staged, { recursive: true, force: true });
  return file;
}
