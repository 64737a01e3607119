import * as vscode from 'vscode';
import * as z from 'zod';
import {
  type InitializationOptions,
  LensCommands,
  Notifications,
  PROTOCOL_VERSION,
  Requests,
  ServerExperimental,
} from '../../protocol/lsp.js';
import { DOCUMENTS } from '../window/languages.js';
import { t } from '../window/text.js';
import type * as Lsp from './language-client.js';

type RequestName = keyof typeof Requests;
type Params<N extends RequestName> = z.infer<(typeof Requests)[N]['params']>;
type Result<N extends RequestName> = z.infer<(typeof Requests)[N]['result']>;
type NotificationName = keyof typeof Notifications;
export type NotificationParams<N extends NotificationName> = z.infer<(typeof Notifications)[N]['params']>;

/** In a file of its own, which who debugs needs as well: the adapter's messages have the same form. */
export const loadLanguageClient = () => import('./language-client.js');

/** The only module that talks to the language server: what comes back is validated here and typed from here on. */
export class ServerClient implements vscode.Disposable {
  private client: Lsp.LanguageClient | undefined;
  private readonly gone = new vscode.EventEmitter<void>();
  /** The server stopped and does not come back by itself. */
  readonly onGone = this.gone.event;
  private readonly returned = new vscode.EventEmitter<void>();
  /** The server stopped by itself and runs again; it looks for everything anew. */
  readonly onReturned = this.returned.event;
  private readonly listeners: { [N in NotificationName]?: (params: NotificationParams<N>) => void } = {};

  constructor(
    private readonly module: string,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  get running(): boolean {
    return this.client?.isRunning() ?? false;
  }

  /** One listener for each kind; set before `start`. */
  on<N extends NotificationName>(name: N, listener: (params: NotificationParams<N>) => void): void {
    Object.assign(this.listeners, { [name]: listener });
  }

  async start(options: Omit<InitializationOptions, 'protocolVersion'>): Promise<void> {
    await this.stop();
    const { CloseAction, ErrorAction, LanguageClient, State, TransportKind } = await loadLanguageClient();
    const initializationOptions: InitializationOptions = { protocolVersion: PROTOCOL_VERSION, ...options };
    const client = new LanguageClient(
      'autojit',
      'AutoJIT',
      {
        run: { module: this.module, transport: TransportKind.ipc },
        // While the extension itself is debugged (CONTRIBUTING.md, Debugging).
        debug: { module: this.module, transport: TransportKind.ipc, options: { execArgv: ['--inspect=6009'] } },
      },
      {
        documentSelector: DOCUMENTS,
        initializationOptions,
        outputChannel: this.log,
        markdown: { isTrusted: { enabledCommands: Object.values(LensCommands) } },
        initializationFailedHandler: () => false,
        errorHandler: this.errorHandler({ CloseAction, ErrorAction }),
      },
    );
    for (const name of Object.keys(Notifications) as NotificationName[]) this.listen(client, name);
    this.client = client;
    await client.start();
    const answer = ServerExperimental.safeParse(client.initializeResult?.capabilities.experimental);
    if (!answer.success || answer.data.autojit.protocolVersion !== PROTOCOL_VERSION) {
      await this.stop();
      throw new Error(
        t(
          'The language server and the extension have different versions. Reload the window; if that does not help, reinstall the extension.',
        ),
      );
    }
    client.onDidChangeState(({ newState }) => {
      if (newState === State.Running) this.returned.fire();
    });
  }

  async stop(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    if (client?.isRunning()) await client.stop();
  }

  /** `token`: an answer that nobody waits for any more is not made, unless it is being made already. */
  async request<N extends RequestName>(
    name: N,
    params: Params<N>,
    token?: vscode.CancellationToken,
  ): Promise<Result<N>> {
    const client = this.client;
    if (!client)
      throw new Error(
        t('The AutoJIT language server is not running. Use the command "AutoJIT: Restart Language Server".'),
      );
    const { method, result } = Requests[name];
    const answer: unknown = await (token
      ? client.sendRequest(method, params, token)
      : client.sendRequest(method, params));
    const parsed = result.safeParse(answer);
    if (parsed.success) return parsed.data as Result<N>;
    throw new Error(`The language server's answer to ${method} is not valid: ${z.prettifyError(parsed.error)}`);
  }

  async changeSettings(settings: InitializationOptions['settings']): Promise<void> {
    if (!this.client?.isRunning()) return;
    await this.client.sendNotification('workspace/didChangeConfiguration', { settings: { autojit: settings } });
  }

  dispose(): void {
    this.gone.dispose();
    this.returned.dispose();
    // VS Code waits for `deactivate`, which stops the server; this is for a failed activation.
    this.stop().catch((error: unknown) => this.log.error(String(error)));
  }

  private listen<N extends NotificationName>(client: Lsp.LanguageClient, name: N): void {
    const { method, params } = Notifications[name];
    client.onNotification(method, (value: unknown) => {
      const parsed = params.safeParse(value);
      if (parsed.success) this.listeners[name]?.(parsed.data as NotificationParams<N>);
      else this.log.error(`${method} is not valid: ${z.prettifyError(parsed.error)}`);
    });
  }

  /** One restart a minute is an accident; more is a fault that a person must see. */
  private errorHandler({ CloseAction, ErrorAction }: Pick<typeof Lsp, 'CloseAction' | 'ErrorAction'>) {
    let lastRestart = 0;
    return {
      error: () => ({ action: ErrorAction.Continue }),
      closed: () => {
        const again = Date.now() - lastRestart > 60_000;
        lastRestart = Date.now();
        if (!again) this.gone.fire();
        return { action: again ? CloseAction.Restart : CloseAction.DoNotRestart, handled: true };
      },
    };
  }
}
