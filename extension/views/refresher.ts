import * as vscode from 'vscode';

const INTERVAL_MS = 300;

/** A tree that is drawn anew ten times a second can not be read or clicked; this one is, at most three times. */
export class Refresher implements vscode.Disposable {
  private readonly emitter = new vscode.EventEmitter<undefined>();
  readonly event = this.emitter.event;
  private timer: NodeJS.Timeout | undefined;

  request(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.emitter.fire(undefined);
    }, INTERVAL_MS);
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.emitter.dispose();
  }
}
