import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { root } from './paths.mjs';
import { billOfMaterials, channelOf, makeRelease, objection, sectionOf } from './release.mjs';

let folder;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'release-'));
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

const CHANGELOG = `# Changes

## Unreleased

## 0.2.0 (2026-11-29)

- Something new.

## 0.1.0

- The first.
`;

test.each([
  ['0.1.0', 'pre-release'],
  ['0.2.3', 'stable'],
  ['1.10.0', 'stable'],
])('version %s is for the channel %s', (version, channel) => expect(channelOf(version)).toBe(channel));

test('notes are the section of the version and nothing else', () => {
  expect(sectionOf(CHANGELOG, '0.2.0')).toBe('- Something new.');
  expect(sectionOf(CHANGELOG, '0.1.0')).toBe('- The first.');
  expect(sectionOf(CHANGELOG, '0.1')).toBeUndefined();
  expect(sectionOf(CHANGELOG, '0.3.0')).toBeUndefined();
});

test('another version than the tag says, and one without a section, are not released', () => {
  expect(objection('v0.2.0', { version: '0.2.0' }, CHANGELOG)).toBeUndefined();
  expect(objection('v0.2.1', { version: '0.2.0' }, CHANGELOG)).toContain('package.json has version 0.2.0');
  expect(objection('v0.3.0', { version: '0.3.0' }, CHANGELOG)).toContain('no section "## 0.3.0"');
});

test('a whole release: its parts, checksums that check, an archive that is the same each time', async () => {
  const toolchain = path.join(folder, 'toolchain');
  fs.mkdirSync(path.join(toolchain, 'bin'), { recursive: true });
  fs.writeFileSync(path.join(toolchain, 'bin', 'autojit-clang'), 'program', { mode: 0o755 });
  const asked = [];
  const parts = {
    tag: 'v0.2.0',
    manifest: { name: 'autojit', version: '0.2.0', license: 'MIT' },
    changelog: CHANGELOG,
    toolchain,
    libraries: [{ name: 'LLVM', version: '22.1.8' }],
    makeVsix: (file, channel, packages) => {
      asked.push(channel);
      fs.writeFileSync(file, 'extension');
      fs.writeFileSync(packages, '[{"name":"@scope/zod","version":"4.0.0","license":"MIT"}]');
    },
  };
  const io = { log: path.join(folder, 'log') };
  const names = await makeRelease({ ...parts, out: path.join(folder, 'one') }, io);
  fs.utimesSync(path.join(toolchain, 'bin', 'autojit-clang'), 1, 1);
  await makeRelease({ ...parts, out: path.join(folder, 'two') }, io);
  expect(fs.readdirSync(path.join(folder, 'one')).sort()).toEqual([...names].sort());
  const read = (which, name) => fs.readFileSync(path.join(folder, which, name));
  for (const name of names) expect(read('one', name).equals(read('two', name)), name).toBe(true);
  execFileSync('sha256sum', ['--check', '--strict', 'SHA256SUMS'], { cwd: path.join(folder, 'one') });
  const listed = execFileSync('tar', ['-tzf', 'autojit-toolchain-0.2.0-linux-x64.tar.gz'], {
    cwd: path.join(folder, 'one'),
  });
  expect(String(listed)).toContain('autojit-toolchain-0.2.0-linux-x64/bin/autojit-clang\n');
  const bill = JSON.parse(String(read('one', 'sbom.cdx.json')));
  expect(bill.components.map(({ purl, name }) => purl ?? name)).toEqual(['pkg:npm/%40scope/zod@4.0.0', 'LLVM']);
  expect(asked).toEqual(['stable', 'stable']);
});

test('the bill of materials has what is in the bundles', () => {
  const list = path.join(folder, 'packages.json');
  const bundle = [
    'scripts/bundle.mjs',
    '--only',
    'server,webview',
    '--out',
    path.join(folder, 'dist'),
    '--packages',
    list,
  ];
  execFileSync(process.execPath, bundle, { cwd: root });
  const packages = JSON.parse(fs.readFileSync(list, 'utf8'));
  const { components } = billOfMaterials({ name: 'a', version: '1.0.0', license: 'MIT' }, packages, []);
  const names = components.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(['zod', 'cytoscape', 'vscode-languageserver']));
  expect(names).not.toContain('esbuild');
  for (const { name, version, licenses } of components) expect([name, version, licenses]).not.toContain(undefined);
});

/** What CI runs is what people run: steps of workflows are scripts of ours, which other tests run. */
test('workflows call nothing but scripts that are there', () => {
  const { scripts } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));
  const workflows = path.join(root, '.github', 'workflows');
  const names = fs.readdirSync(workflows);
  expect(names.sort()).toEqual(['ci.yml', 'release.yml']);
  for (const name of names) {
    const text = fs.readFileSync(path.join(workflows, name), 'utf8');
    const commands = [...text.matchAll(/^ +(?:- )?run: (?!\|)(.+)$/gm)].map(([, command]) => command);
    expect(commands.length, name).toBeGreaterThan(0);
    expect(text, 'a step is one command; more belongs into a script').not.toMatch(/run: \|/);
    for (const command of commands) {
      const [, script] = /^npm run ([\w:]+)/.exec(command) ?? [];
      const [, file] = /^(?:node )?((?:\.ci|scripts)\/[\w./-]+)/.exec(command) ?? [];
      const known =
        script !== undefined ? script in scripts : file !== undefined && fs.existsSync(path.join(root, file));
      expect(known || /^gh release create /.test(command), `${name}: ${command}`).toBe(true);
    }
    // GitHub's own alone.
    for (const [, action] of text.matchAll(/uses: (\S+)/g)) expect(action).toMatch(/^actions\/[\w-]+@v\d+$/);
  }
});
