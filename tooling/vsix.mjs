// The packed extension: minified, with the toolchain inside, put together beside dist/ so that what one works with stays as it is.
import fs from 'node:fs';
import path from 'node:path';
import { run } from './exec.mjs';
import { root } from './paths.mjs';

const staged = path.join(root, 'dist', 'package');

export function vsixFile() {
  const { name, version } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));
  return path.join(root, 'dist', `${name}-${version}-linux-x64.vsix`);
}

/** Needs dist/toolchain; bundles the rest itself. */
export async function makeVsix(io) {
  fs.rmSync(staged, { recursive: true, force: true });
  const copy = (name) => fs.cpSync(path.join(root, name), path.join(staged, name), { recursive: true });
  for (const name of [
    'package.json',
    'package.nls.json',
    'package.nls.de.json',
    'l10n',
    'README.md',
    'LICENSE',
    '.vscodeignore',
    'media',
    'bin',
    'dist/toolchain',
  ])
    copy(name);
  const only = 'extension,language-client,server,cli,webview,layout-worker';
  const bundle = [
    path.join(root, 'scripts', 'bundle.mjs'),
    '--minify',
    '--only',
    only,
    '--out',
    path.join(staged, 'dist'),
  ];
  await run(process.execPath, bundle, { cwd: root, ...io });
  // The toolchain inside is for one system. Its bundles have their dependencies in them.
  const flags = [
    '--target',
    'linux-x64',
    '--no-dependencies',
    '--no-rewrite-relative-links',
    '--allow-missing-repository',
  ];
  const vsce = path.join(root, 'node_modules', '.bin', 'vsce');
  await run(vsce, ['package', ...flags, '--out', vsixFile()], { cwd: staged, ...io });
  fs.rmSync(staged, { recursive: true, force: true });
  return vsixFile();
}
