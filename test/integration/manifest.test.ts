import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { extension } from './support.js';

interface Manifest {
  contributes: {
    commands: { command: string }[];
    menus: Record<string, { command?: string }[]>;
    viewsWelcome: { view: string; contents: string }[];
    views: Record<string, { id: string }[]>;
  };
}

describe('the manifest', () => {
  const { contributes } = extension().packageJSON as Manifest;
  const declared = contributes.commands.map(({ command }) => command);

  it('declares each command that is registered, and only those', async () => {
    await extension().activate();
    const registered = (await vscode.commands.getCommands(true)).filter((name) => name.startsWith('autojit.'));
    // VS Code itself makes commands for views (focus, open, toggle …).
    const views = Object.values(contributes.views).flat();
    const ours = registered.filter((name) => !views.some(({ id }) => name.startsWith(`${id}.`)));
    assert.deepEqual([...ours].sort(), [...declared].sort());
  });

  it('names only declared commands in its menus', () => {
    const named = Object.values(contributes.menus).flatMap((entries) =>
      entries.flatMap(({ command }) => command ?? []),
    );
    assert.deepEqual(
      [...new Set(named)].filter((name) => !declared.includes(name)),
      [],
    );
  });

  it('offers a next step in each welcome view but the one that waits', () => {
    for (const { view, contents } of contributes.viewsWelcome) {
      if (view !== 'autojit.programs' || contents.startsWith('Looking')) continue;
      assert.match(contents, /\]\(command:/, contents);
    }
  });
});
