import * as vscode from 'vscode';
import { Cancelled, titled } from './messages.js';

/** What takes no longer is not worth a word. */
const PATIENCE_MS = 700;

/**
 * Waits for what may take long. After a moment that is said, with a button that ends the wait; then `token` tells those who work on it,
 * and `Cancelled` is thrown at once: the person waits no longer for an answer that nobody wants.
 */
export async function cancellable<T>(title: string, work: (token: vscode.CancellationToken) => Promise<T>): Promise<T> {
  const source = new vscode.CancellationTokenSource();
  const done = work(source.token);
  let patience: NodeJS.Timeout | undefined;
  const long = new Promise<'long'>((resolve) => {
    patience = setTimeout(() => resolve('long'), PATIENCE_MS);
  });
  try {
    if ((await Promise.race([done.then(() => 'done' as const), long])) === 'done') return await done;
    const options = { location: vscode.ProgressLocation.Notification, title: titled(title), cancellable: true };
    return await vscode.window.withProgress(options, (_, token) =>
      Promise.race([
        done,
        new Promise<never>((_resolve, reject) => {
          token.onCancellationRequested(() => {
            source.cancel();
            reject(new Cancelled());
          });
        }),
      ]),
    );
  } finally {
    clearTimeout(patience);
    source.dispose();
  }
}
