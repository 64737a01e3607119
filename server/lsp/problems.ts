import { pathToFileURL } from 'node:url';
import type { Diagnostic } from 'vscode-languageserver/node';

/** Of documents by their address, and of files that are not open. */
type Send = (uri: string, diagnostics: Diagnostic[]) => void;

/** What the editor lists among its problems, told when it is other than before. */
export class Problems {
  private readonly told = new Map<string, string>();
  /** Addresses of files that are not open. */
  private readonly closed = new Set<string>();

  constructor(private readonly send: Send) {}

  tell(uri: string, diagnostics: Diagnostic[]): void {
    const text = JSON.stringify(diagnostics);
    if (text === (this.told.get(uri) ?? '[]')) return;
    if (diagnostics.length === 0) this.told.delete(uri);
    else this.told.set(uri, text);
    this.send(uri, diagnostics);
  }

  /** `found`: of all files that are not open. Of one that was among them before and is not, nothing is left. */
  tellClosed(found: ReadonlyMap<string, Diagnostic[]>, isOpen: (uri: string) => boolean): void {
    const now = new Map([...found].map(([file, diagnostics]) => [pathToFileURL(file).href, diagnostics]));
    for (const uri of this.closed) {
      if (now.has(uri)) continue;
      this.closed.delete(uri);
      // Who opened it is told of the document.
      if (!isOpen(uri)) this.tell(uri, []);
    }
    for (const [uri, diagnostics] of now) {
      this.closed.add(uri);
      this.tell(uri, diagnostics);
    }
  }
}
