import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { root } from './paths.js';

const MANIFEST = {
  ...{ name: 'reader', publisher: 'somebody', version: '1.0.0', engines: { vscode: '^1.100.0' }, main: './main.js' },
  // One that may be packed says where it comes from.
  ...{ repository: 'https://example.invalid/reader', license: 'MIT', extensionKind: ['workspace'] },
  contributes: { views: { explorer: [{ id: 'reader.calls', name: 'What Ran' }] } },
};

/** As docs/api.md has it, with a view for what it reads. */
const MAIN = `const vscode = require('vscode');

exports.activate = async (context) => {
  const extension = vscode.extensions.getExtension('autojit.autojit');
  const api = (await extension.activate()).getApi(1);
  const changed = new vscode.EventEmitter();
  const getChildren = async () => {
    const [run] = api.runs;
    if (!run) return [];
    const own = new Set((await api.functions(run.program)).filter((fn) => fn.file?.endsWith('cart.cpp')).map(({ id }) => id));
    const calls = (await api.calls(run.id)) ?? [];
    const labels = new Map(calls.map(({ id, label }) => [id, label]));
    const ofOwn = calls.filter(({ id }) => own.has(id));
    return ofOwn.map(({ label, firstCaller }) => ({ label, by: labels.get(firstCaller) ?? 'other code' }));
  };
  const getTreeItem = ({ label, by }) => {
    const item = new vscode.TreeItem(label);
    item.description = 'first called by ' + by;
    return item;
  };
  const provider = { onDidChangeTreeData: changed.event, getChildren, getTreeItem };
  context.subscriptions.push(
    api.onDidChangeRuns(() => changed.fire()),
    vscode.window.registerTreeDataProvider('reader.calls', provider),
  );
};
`;

/** Packs an extension of somebody else, which uses the API of ours; answers the file to install. */
export function packReader(folder: string): string {
  const sources = path.join(folder, 'reader');
  fs.mkdirSync(sources);
  fs.writeFileSync(path.join(sources, 'package.json'), JSON.stringify(MANIFEST));
  fs.writeFileSync(path.join(sources, 'main.js'), MAIN);
  const file = path.join(folder, 'reader.vsix');
  const vsce = path.join(root, 'node_modules/.bin/vsce');
  execFileSync(vsce, ['package', '--skip-license', '--no-dependencies', '--out', file], {
    ...{ cwd: sources, stdio: ['ignore', 'ignore', 'pipe'] },
  });
  return file;
}
