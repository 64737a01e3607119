import * as path from 'node:path';
import * as vscode from 'vscode';
import * as z from 'zod';
import type { ServerClient } from '../model/client.js';
import type { Model } from '../model/model.js';
import { report } from '../window/messages.js';
import { t } from '../window/text.js';
import { reportHtml } from './html.js';
import type { RegularBuilds } from './regular-build.js';

const VIEW_TYPE = 'autojit.report';

/** A report of numbers need not be newer. */
const PAUSE_MS = 1000;

const FromPage = z.object({ type: z.literal('ready') });
const State = z.object({ program: z.string() });

/** The one report of a window: sizes, compile times and functions by source, kept up to date while it is open. */
export class ReportPanel implements vscode.Disposable, vscode.WebviewPanelSerializer {
  private panel: vscode.WebviewPanel | undefined;
  private program: string | undefined;
  private ready = false;
  private lastSent = '';
  /** One question at a time, and a pause behind it: a run changes the model ten times a second. */
  private asking = false;
  /** Something changed since the last question, or while nobody looked. */
  private waiting = false;
  private readonly subscriptions: vscode.Disposable[];

  constructor(
    private readonly client: ServerClient,
    private readonly model: Model,
    private readonly regular: RegularBuilds,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.subscriptions = [
      vscode.window.registerWebviewPanelSerializer(VIEW_TYPE, this),
      model.onDidChange(() => this.refresh()),
    ];
  }

  /** Whose report is open. */
  get shown(): string | undefined {
    return this.panel && this.program;
  }

  show(program: string): void {
    // Another program is not waited for.
    if (program !== this.program) this.asking = false;
    this.program = program;
    if (this.panel) this.panel.reveal(undefined, false);
    else
      this.adopt(vscode.window.createWebviewPanel(VIEW_TYPE, t('AutoJIT Report'), vscode.ViewColumn.Active, OPTIONS));
    this.refresh();
  }

  deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const known = State.safeParse(state);
    if (this.panel || !known.success) panel.dispose();
    else {
      this.program = known.data.program;
      panel.webview.options = OPTIONS;
      this.adopt(panel);
    }
    return Promise.resolve();
  }

  dispose(): void {
    this.panel?.dispose();
    vscode.Disposable.from(...this.subscriptions).dispose();
  }

  private adopt(panel: vscode.WebviewPanel): void {
    this.panel = panel;
    this.lastSent = '';
    panel.iconPath = new vscode.ThemeIcon('graph');
    panel.onDidDispose(() => {
      this.panel = undefined;
      this.ready = false;
    });
    panel.onDidChangeViewState(() => {
      if (this.waiting) this.refresh();
    });
    panel.webview.onDidReceiveMessage((message: unknown) => {
      if (!FromPage.safeParse(message).success)
        return this.log.error('The report page sent a message that is not valid.');
      // A page that was hidden starts anew and knows nothing.
      this.ready = true;
      this.lastSent = '';
      this.refresh();
    });
    panel.webview.html = reportHtml();
  }

  /** While the program is being built anew it is not there; the page then keeps what it has. */
  private refresh(): void {
    if (this.program === undefined || !this.ready || !this.model.find(this.program)) return;
    if (this.asking || this.panel?.visible !== true) {
      this.waiting = true;
      return;
    }
    this.waiting = false;
    this.asking = true;
    this.send(this.program)
      .catch((error: unknown) => report(error, this.log))
      .finally(() => setTimeout(() => this.rested(), PAUSE_MS));
  }

  private rested(): void {
    this.asking = false;
    if (this.waiting) this.refresh();
  }

  private async send(program: string): Promise<void> {
    const regular = this.regular.of(program);
    const page = await this.client.request('report', { program, ...(regular !== undefined && { regular }) });
    const message = { program, ...page };
    const text = JSON.stringify(message);
    if (program !== this.program || text === this.lastSent || !this.panel) return;
    this.lastSent = text;
    this.panel.title = t('Report: {0}', path.basename(program));
    await this.panel.webview.postMessage(message);
  }
}

const OPTIONS = { enableScripts: true, localResourceRoots: [] };
