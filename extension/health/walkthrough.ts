import * as vscode from 'vscode';
import { setContext } from '../model/context-keys.js';
import type { Model } from '../model/model.js';

const STEPS = ['toolchain', 'build', 'graph', 'run', 'breakpoint', 'reload'] as const;
type Step = (typeof STEPS)[number];

/** Which steps of the walkthrough are done (package.json, walkthroughs): each is a context key that turns true. */
export class Walkthrough implements vscode.Disposable {
  private readonly done = new Set<Step>();
  private readonly subscriptions: vscode.Disposable;

  constructor(
    private readonly id: string,
    model: Model,
    onDidReload: vscode.Event<void>,
  ) {
    this.subscriptions = vscode.Disposable.from(
      model.onDidChange(() => {
        const { tools, programs, runs } = model;
        if (tools.length > 0 && tools.every(({ ok, required }) => ok || !required)) this.mark('toolchain');
        if (programs.length > 0) this.mark('build');
        if (runs.length > 0) this.mark('run');
      }),
      vscode.window.tabGroups.onDidChangeTabs(({ opened }) => {
        if (opened.some(isGraph)) this.mark('graph');
      }),
      onDidReload(() => this.mark('reload')),
      // Not the session's start: it may have met no breakpoint, or run without debugging.
      vscode.debug.onDidChangeActiveStackItem((item) => {
        if (item instanceof vscode.DebugStackFrame && item.session.type === 'autojit') this.mark('breakpoint');
      }),
    );
  }

  /**
   * VS Code counts a step when its key turns true, and never one whose key was true when it first read the steps, which may be
   * only now: hence off and on again.
   */
  async open(): Promise<void> {
    for (const step of STEPS) setContext(`autojit.done.${step}`, false);
    await vscode.commands.executeCommand('workbench.action.openWalkthrough', this.id);
    for (const step of this.done) setContext(`autojit.done.${step}`, true);
  }

  dispose(): void {
    this.subscriptions.dispose();
  }

  private mark(step: Step): void {
    if (this.done.has(step)) return;
    this.done.add(step);
    setContext(`autojit.done.${step}`, true);
  }
}

function isGraph({ input }: vscode.Tab): boolean {
  return input instanceof vscode.TabInputWebview && input.viewType.endsWith('autojit.graph');
}
