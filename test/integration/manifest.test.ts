import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { extension } from './support.js';

interface Manifest {
  contributes: {
    commands: { command: string; category?: string; enablement?: string }[];
    walkthroughs: { steps: { id: string; description: string; completionEvents: string[] }[] }[];
    configuration: { properties: Record<string, { scope?: string }> }[];
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

  it('has every command in one category, and what runs something only in trusted workspaces', () => {
    assert.deepEqual([...new Set(contributes.commands.map(({ category }) => category))], ['AutoJIT']);
    const running = contributes.commands.filter(({ command }) => /^autojit\.(run|debug|build)/.test(command));
    assert.ok(running.length >= 4);
    for (const { command, enablement } of running) assert.match(enablement ?? '', /isWorkspaceTrusted/, command);
  });

  it('has a walkthrough whose steps have a button each and know when they are done', () => {
    const steps = contributes.walkthroughs.flatMap((walkthrough) => walkthrough.steps);
    assert.deepEqual(
      steps.map(({ id }) => id),
      ['toolchain', 'build', 'graph', 'run', 'breakpoint', 'reload'],
    );
    for (const { id, description, completionEvents } of steps) {
      const button = /\]\(command:([\w.]+)\)/.exec(description)?.[1];
      assert.ok(button !== undefined && declared.includes(button), `${id} has the button ${button ?? 'none'}`);
      assert.ok(completionEvents.length > 0, id);
    }
  });

  it('lets each machine say where its toolchain is', () => {
    const properties = Object.assign({}, ...contributes.configuration.map((one) => one.properties)) as Record<
      string,
      { scope?: string }
    >;
    assert.equal(properties['autojit.toolchain']?.scope, 'machine-overridable');
  });

  it('offers a next step in each welcome view but the one that waits', () => {
    for (const { view, contents } of contributes.viewsWelcome) {
      if (view !== 'autojit.programs' || contents.startsWith('Looking')) continue;
      assert.match(contents, /\]\(command:/, contents);
    }
  });
});
