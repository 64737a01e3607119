import * as fs from 'node:fs';
import * as vscode from 'vscode';

const LOOK_MS = 250;

/** When the program of a run waits for somebody to type, which its recorder tells by a file, its terminal gets what is typed: once. */
export function focusOnceReading(
  kept: string,
  recorder: () => number | undefined,
  log: vscode.LogOutputChannel,
): vscode.Disposable {
  const file = `${kept}.reads`;
  // Not by a watcher of its folder: the run's trace is written there, thousands of times a second.
  const timer = setInterval(() => {
    const pid = recorder();
    if (pid === undefined || !fs.existsSync(file)) return;
    clearInterval(timer);
    focus(pid).catch((error: unknown) => log.error(String(error)));
  }, LOOK_MS);
  // A run that is taken over and reads already: the person is where they want to be.
  if (fs.existsSync(file)) clearInterval(timer);
  return { dispose: () => clearInterval(timer) };
}

async function focus(pid: number): Promise<void> {
  for (const terminal of vscode.window.terminals) {
    if ((await terminal.processId) !== pid) continue;
    terminal.show();
    return;
  }
}
