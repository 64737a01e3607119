import * as vscode from 'vscode';
import type { Model } from '../model/model.js';
import { healthOf } from './health.js';

const BACKGROUNDS = {
  none: undefined,
  warning: new vscode.ThemeColor('statusBarItem.warningBackground'),
  error: new vscode.ThemeColor('statusBarItem.errorBackground'),
};

/** AutoJIT's health in the status bar; a click leads to the next step. */
export function showHealth(model: Model): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('autojit.health', vscode.StatusBarAlignment.Left);
  item.name = 'AutoJIT';
  const update = () => {
    const { text, tooltip, command, severity } = healthOf(model);
    item.text = text;
    item.tooltip = tooltip;
    item.command = command;
    item.backgroundColor = BACKGROUNDS[severity];
    item.accessibilityInformation = { label: text.replace(/^\$\([\w-]+\) /, '') };
  };
  update();
  item.show();
  return vscode.Disposable.from(item, model.onDidChange(update));
}
