import * as vscode from 'vscode';
import * as z from 'zod';
import type { TestEnd, TestEvent } from '../../protocol/tests.js';
import { launchConfiguration } from '../debug/configuration.js';
import type { TestTree } from './test-tree.js';
import { t } from '../window/text.js';

const Exited = z.object({ event: z.literal('exited'), body: z.object({ exitCode: z.int() }) });

/** One after the other, each in a debug session of its own; how the program ended is how the test went. */
export async function debugTests(
  run: vscode.TestRun,
  tree: TestTree,
  items: readonly vscode.TestItem[],
  tell: (event: TestEvent) => void,
): Promise<void> {
  for (const item of items) {
    const test = tree.of(item);
    if (!test || run.token.isCancellationRequested) continue;
    const { name, entry } = test;
    const ended = (end: TestEnd, text?: string, ms?: number): void =>
      tell({
        ...{ kind: 'ended', test: name, end, messages: text === undefined ? [] : [{ text }] },
        ...(ms !== undefined && { ms }),
      });
    tell({ kind: 'started', test: name });
    if (entry?.launcher !== undefined) {
      ended('errored', t('CTest starts the program by way of {0}, which a debugger cannot do.', entry.launcher));
      continue;
    }
    const begun = Date.now();
    const exitCode = await debugOne(launchConfiguration(test.program, test.start), test.program, run);
    const ms = Date.now() - begun;
    // What an exit code means of such a test says CTest (WILL_FAIL, a text that it looks for).
    if (exitCode === undefined || entry) ended('skipped');
    else if (exitCode === 0) ended('passed', undefined, ms);
    else ended('failed', t('The program ended with exit code {0}.', exitCode), ms);
  }
}

/** The exit code; undefined where the person ended the session, or nobody said. */
async function debugOne(
  configuration: vscode.DebugConfiguration,
  program: string,
  run: vscode.TestRun,
): Promise<number | undefined> {
  let exitCode: number | undefined;
  let session: vscode.DebugSession | undefined;
  let over: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => (over = resolve));
  const subscriptions = vscode.Disposable.from(
    vscode.debug.onDidStartDebugSession((started) => {
      if (started.type === 'autojit' && started.configuration['program'] === program) session ??= started;
    }),
    vscode.debug.registerDebugAdapterTrackerFactory('autojit', {
      createDebugAdapterTracker: () => ({
        onDidSendMessage(message: unknown) {
          const exited = Exited.safeParse(message);
          if (exited.success) exitCode = exited.data.body.exitCode;
        },
      }),
    }),
    vscode.debug.onDidTerminateDebugSession((terminated) => {
      if (terminated === session) over();
    }),
    run.token.onCancellationRequested(() => vscode.debug.stopDebugging(session)),
  );
  try {
    const folder = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(program));
    if (await vscode.debug.startDebugging(folder, configuration, { testRun: run })) await ended;
    return exitCode;
  } finally {
    subscriptions.dispose();
  }
}
