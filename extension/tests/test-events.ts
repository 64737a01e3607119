import * as vscode from 'vscode';
import type { TestEvent, TestMessage } from '../../protocol/tests.js';
import type { TestTree } from './test-tree.js';

/** Shows in VS Code what the server tells of one run of tests. */
export function showEvent(run: vscode.TestRun, tree: TestTree, program: string, event: TestEvent): void {
  const test = event.test === undefined ? undefined : tree.find(program, event.test);
  if (event.kind === 'output') {
    run.appendOutput(event.text.replace(/\r?\n/g, '\r\n'), undefined, test);
    return;
  }
  if (!test) return;
  const item = event.instance === undefined ? test : tree.instance(test, event.instance);
  if (event.kind === 'started') {
    run.started(item);
    return;
  }
  switch (event.end) {
    case 'passed':
      run.passed(item, event.ms);
      return;
    case 'skipped':
      run.skipped(item);
      return;
    case 'failed':
      run.failed(item, messagesOf(event.messages, item), event.ms);
      return;
    case 'errored':
      run.errored(item, messagesOf(event.messages, item), event.ms);
  }
}

/** One without a place stands where the test does. */
function messagesOf(messages: readonly TestMessage[], item: vscode.TestItem): vscode.TestMessage[] {
  return messages.map(({ text, file, line, compared }) => {
    const message = compared
      ? vscode.TestMessage.diff(text, compared.expected, compared.actual)
      : new vscode.TestMessage(text);
    if (file !== undefined)
      message.location = new vscode.Location(vscode.Uri.file(file), new vscode.Position((line ?? 1) - 1, 0));
    else if (item.uri && item.range) message.location = new vscode.Location(item.uri, item.range);
    return message;
  });
}
