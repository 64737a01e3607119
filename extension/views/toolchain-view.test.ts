import { expect, test, vi } from 'vitest';
import type { ToolCheck } from '../../protocol/lsp.js';
import type { Model } from '../model/model.js';
import { ToolchainView } from './toolchain-view.js';

vi.mock('vscode', () => ({
  EventEmitter: class {
    readonly event = (): void => undefined;
    readonly dispose = (): void => undefined;
  },
  ThemeIcon: class {
    constructor(readonly id: string) {}
  },
  TreeItem: class {
    constructor(readonly label: string) {}
  },
}));

/** Rows of the view, as a person reads them. */
function rows(tools: ToolCheck[]): { label: unknown; description: unknown; tooltip: unknown; icon: unknown }[] {
  const view = new ToolchainView({ tools, onDidChange: () => ({ dispose: () => undefined }) } as unknown as Model);
  return view.getChildren().map((tool) => {
    const { label, description, tooltip, iconPath } = view.getTreeItem(tool);
    return { label, description, tooltip, icon: (iconPath as { id: string }).id };
  });
}

const clang: ToolCheck = { name: 'clang', ok: true, required: true, version: '22.1', path: '/usr/bin/clang-22' };
const team = { name: 'team cache', required: false, path: 'https://cache.example/' };

test('a team cache that answers says what came of it', () => {
  const note = '554 functions from the team, 3 misses';
  expect(rows([clang, { ...team, ok: true, note }])).toEqual([
    { label: 'clang', description: '22.1', tooltip: '/usr/bin/clang-22', icon: 'pass' },
    { label: 'team cache', description: note, tooltip: `https://cache.example/\n${note}`, icon: 'pass' },
  ]);
});

test('one that does not answer stands first, with where and why, and is no error', () => {
  const help = 'https://cache.example/ cannot be read: HTTP 403 Forbidden.';
  const [first] = rows([clang, { ...team, ok: false, help }]);
  expect(first).toEqual({
    label: 'team cache',
    description: `optional, does not work · ${help}`,
    tooltip: `https://cache.example/\n${help}`,
    icon: 'circle-outline',
  });
});
