import { extname } from 'node:path';
import {
  type Connection,
  DidChangeWatchedFilesNotification,
  type Disposable,
  type InitializeParams,
} from 'vscode-languageserver/node';

/** A checkout changes thousands of files in a moment. */
const QUIET_MS = 250;

/**
 * Has the editor tell when sources of programs change, whoever changes them: a checkout, a generator, another editor. Only
 * files that end as some source does are asked for: objects come and go by the thousand in every build.
 */
export class SourceWatch {
  private readonly isSupported: boolean;
  private watched = '';
  private registration: Promise<Disposable> | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly connection: Connection,
    { capabilities }: InitializeParams,
    changed: () => void,
  ) {
    this.isSupported = capabilities.workspace?.didChangeWatchedFiles?.dynamicRegistration ?? false;
    connection.onDidChangeWatchedFiles(() => {
      clearTimeout(this.timer);
      this.timer = setTimeout(changed, QUIET_MS);
    });
  }

  /** `files`: the sources of all programs. */
  async watch(files: Iterable<string>): Promise<void> {
    const endings = new Set<string>();
    for (const file of files) if (/^\.[\w+]+$/.test(extname(file))) endings.add(extname(file).slice(1));
    const all = [...endings].sort().join(',');
    if (!this.isSupported || all === this.watched) return;
    this.watched = all;
    const before = this.registration;
    this.registration = all === '' ? undefined : this.register(`**/*.{${all}}`);
    (await before)?.dispose();
    await this.registration;
  }

  dispose(): void {
    clearTimeout(this.timer);
  }

  private register(globPattern: string): Promise<Disposable> {
    return this.connection.client.register(DidChangeWatchedFilesNotification.type, { watchers: [{ globPattern }] });
  }
}
