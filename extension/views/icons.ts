import * as vscode from 'vscode';
import type { FunctionState } from '../../protocol/graph.js';

/** The graph's marks as icons: hollow, filled, square. They read without their colour. */
const ICONS: Record<FunctionState, vscode.ThemeIcon> = {
  stub: new vscode.ThemeIcon('circle-outline'),
  materializing: new vscode.ThemeIcon('circle-large-outline', new vscode.ThemeColor('charts.blue')),
  materialized: new vscode.ThemeIcon('circle-filled', new vscode.ThemeColor('charts.blue')),
  inlined: new vscode.ThemeIcon('circle-large-filled', new vscode.ThemeColor('descriptionForeground')),
  eager: new vscode.ThemeIcon('primitive-square', new vscode.ThemeColor('descriptionForeground')),
  failed: new vscode.ThemeIcon('error', new vscode.ThemeColor('list.errorForeground')),
};

export function stateIcon(state: FunctionState): vscode.ThemeIcon {
  return ICONS[state];
}
