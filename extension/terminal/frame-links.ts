import * as path from 'node:path';
import * as vscode from 'vscode';
import type { NamedFunction } from '../../protocol/editor.js';
import { openAt } from '../editor/open-source.js';
import type { ServerClient } from '../model/client.js';
import type { Model } from '../model/model.js';
import { report } from '../window/messages.js';
import { t } from '../window/text.js';
import { stackFrame, type StackFrame } from './stack-frame.js';

interface FrameLink extends vscode.TerminalLink {
  file: string;
  line: number;
}

/** As many lines as a long trace has. */
const REMEMBERED = 500;

/** Functions in stack traces (debuggers, sanitizers, backtrace, Rust) lead to their source: also where a trace has no file and no line. */
export class FrameLinks implements vscode.TerminalLinkProvider<FrameLink>, vscode.Disposable {
  private readonly known = new Map<string, Promise<NamedFunction | null>>();
  private readonly subscription: vscode.Disposable;

  constructor(
    private readonly client: ServerClient,
    model: Model,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.subscription = vscode.Disposable.from(
      vscode.window.registerTerminalLinkProvider(this),
      // Another build has its functions elsewhere.
      model.onDidChange(() => this.known.clear()),
    );
  }

  async provideTerminalLinks({ line }: Pick<vscode.TerminalLinkContext, 'line'>): Promise<FrameLink[]> {
    const frame = this.client.running ? stackFrame(line) : undefined;
    const found = frame && (await this.find(frame));
    if (!frame || !found) return [];
    const place = placeOf(frame, found);
    const tooltip = t('Go to {0} ({1}:{2})', found.label, path.basename(place.file), place.line);
    return [{ startIndex: frame.start, length: frame.length, tooltip, ...place }];
  }

  async handleTerminalLink({ file, line }: FrameLink): Promise<void> {
    await openAt(file, line).catch((error: unknown) => report(error, this.log));
  }

  dispose(): void {
    this.subscription.dispose();
  }

  private find({ name, program, file }: StackFrame): Promise<NamedFunction | null> {
    const asked = { name, ...(program !== undefined && { program }), ...(file !== undefined && { file }) };
    const key = JSON.stringify(asked);
    let found = this.known.get(key);
    if (!found) {
      if (this.known.size >= REMEMBERED) this.known.clear();
      found = this.client.request('namedFunctions', { names: [asked] }).then(([one = null]) => one);
      this.known.set(key, found);
      found.catch(() => this.known.delete(key));
    }
    return found;
  }
}

/** The frame's own line where it is in the function's file, else the definition. */
function placeOf({ file, line }: StackFrame, found: NamedFunction): { file: string; line: number } {
  const same = file !== undefined && path.basename(file) === path.basename(found.file);
  return { file: found.file, line: same ? (line ?? found.line) : found.line };
}
