import * as vscode from 'vscode';
import type { ExportFormat } from '../../protocol/graph.js';
import { fileNameOf } from '../window/file-name.js';
import { t } from '../window/text.js';

type SavedFormat = ExportFormat | 'png' | 'svg' | 'html';

const FILTERS: Record<SavedFormat, { label: string; extension: string }> = {
  png: { label: t('PNG image'), extension: 'png' },
  svg: { label: t('SVG image'), extension: 'svg' },
  html: { label: t('Web page'), extension: 'html' },
  dot: { label: 'Graphviz', extension: 'dot' },
  json: { label: 'JSON', extension: 'json' },
  csv: { label: t('Table (CSV)'), extension: 'csv' },
  mermaid: { label: 'Mermaid', extension: 'mmd' },
  text: { label: t('Plain text'), extension: 'txt' },
};

/** Asks where, and writes it there. False when the person changed their mind. */
export async function saveAs(name: string, format: SavedFormat, content: string | Buffer): Promise<boolean> {
  const { label, extension } = FILTERS[format];
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  // The name comes from the page: only its last part counts.
  const file = `${fileNameOf(name)}.${extension}`;
  const target = await vscode.window.showSaveDialog({
    filters: { [label]: [extension] },
    ...(folder && { defaultUri: vscode.Uri.joinPath(folder, file) }),
  });
  if (!target) return false;
  await vscode.workspace.fs.writeFile(target, typeof content === 'string' ? Buffer.from(content, 'utf8') : content);
  return true;
}
