import * as vscode from 'vscode';
import type { FileState } from '../../protocol/editor.js';
import { FunctionState } from '../../protocol/graph.js';
import type { ServerClient } from '../model/client.js';
import type { Model } from '../model/model.js';
import { DOCUMENTS } from '../window/languages.js';

const SETTING = 'autojit.ranMarks';
/** While a program runs, states come ten times a second. */
const WAIT_MS = 250;

/**
 * Marks in the gutter beside definitions: what the last run called, ran inlined, never called. Off unless a person asks: coverage has its place
 * there, and so have breakpoints.
 */
export class RanMarks implements vscode.Disposable {
  private readonly types = new Map(FunctionState.options.map((state) => [state, decorationType(state)]));
  private readonly subscriptions: vscode.Disposable[];
  private timer: NodeJS.Timeout | undefined;
  /** By document: what is shown there. */
  readonly shown = new Map<string, readonly FileState[]>();

  constructor(
    private readonly client: ServerClient,
    model: Model,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.subscriptions = [
      vscode.window.onDidChangeVisibleTextEditors(() => this.soon()),
      vscode.workspace.onDidSaveTextDocument(() => this.soon()),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(SETTING)) this.soon();
      }),
      model.onDidChange(() => this.soon()),
      model.onDidChangeStates(() => this.soon()),
    ];
    this.soon();
  }

  static async toggle(): Promise<void> {
    const settings = vscode.workspace.getConfiguration();
    await settings.update(SETTING, !settings.get(SETTING, false), vscode.ConfigurationTarget.Global);
  }

  dispose(): void {
    clearTimeout(this.timer);
    vscode.Disposable.from(...this.subscriptions, ...this.types.values()).dispose();
  }

  private soon(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.update().catch((error: unknown) => this.log.error(String(error)));
    }, WAIT_MS);
  }

  private async update(): Promise<void> {
    const isOn = vscode.workspace.getConfiguration().get(SETTING, false);
    if (!isOn && this.shown.size === 0) return;
    this.shown.clear();
    const editors = vscode.window.visibleTextEditors.filter(
      ({ document }) => vscode.languages.match(DOCUMENTS, document) > 0,
    );
    for (const editor of editors) {
      const { uri } = editor.document;
      const asked = isOn && this.client.running;
      const states = asked ? await this.client.request('fileStates', { file: uri.fsPath }) : [];
      if (states.length > 0) this.shown.set(uri.toString(), states);
      for (const [state, type] of this.types) editor.setDecorations(type, rangesOf(editor.document, states, state));
    }
  }
}

function rangesOf(
  { lineCount }: vscode.TextDocument,
  states: readonly FileState[],
  wanted: FunctionState,
): vscode.Range[] {
  return states.flatMap(({ line, state }) => {
    if (state !== wanted) return [];
    const at = Math.min(line, lineCount) - 1;
    return [new vscode.Range(at, 0, at, 0)];
  });
}

/** The same shapes as in the graph, which read without their colours: filled, hatched, hollow, a square, a cross. */
const SHAPES: Record<FunctionState, (ink: string) => string> = {
  materialized: (ink) => `<circle cx="8" cy="8" r="3" fill="${ink}"/>`,
  materializing: (ink) => `<circle cx="8" cy="8" r="2.6" fill="none" stroke="${ink}" stroke-width="1.2"/>`,
  inlined: (ink) =>
    `<circle cx="8" cy="8" r="3" fill="none" stroke="${ink}"/><path d="M8 5v6a3 3 0 0 0 0-6z" fill="${ink}"/>`,
  stub: () => `<circle cx="8" cy="8" r="2.6" fill="none" stroke="${QUIET}" stroke-dasharray="1.6 1.1"/>`,
  eager: () => `<rect x="5.5" y="5.5" width="5" height="5" fill="${QUIET}"/>`,
  failed: () => `<path d="M5 5l6 6M11 5l-6 6" stroke="#d13438" stroke-width="1.5"/>`,
};

const QUIET = '#808080';

function decorationType(state: FunctionState): vscode.TextEditorDecorationType {
  const shown = (ink: string): vscode.ThemableDecorationRenderOptions => {
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16" viewBox="0 0 16 16">${SHAPES[state](ink)}</svg>`;
    const data = Buffer.from(svg).toString('base64');
    return { gutterIconPath: vscode.Uri.parse(`data:image/svg+xml;base64,${data}`), gutterIconSize: 'contain' };
  };
  return vscode.window.createTextEditorDecorationType({ light: shown('#2f6fb3'), dark: shown('#75beff') });
}
