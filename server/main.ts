import {
  createConnection,
  type InitializeParams,
  type InitializeResult,
  MessageType,
  ProposedFeatures,
  ShowMessageNotification,
  type ShowMessageParams,
  TextDocuments,
  TextDocumentSyncKind,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import * as z from 'zod';
import { InitializationOptions, LensKind, PROTOCOL_VERSION, StateLenses } from '../protocol/lsp.js';
import { Session } from './lsp/session.js';
import { background } from './support/background.js';
import { filePath } from './support/file-uri.js';

/** The language server: stdio or IPC, as its arguments say. */
const connection = createConnection(ProposedFeatures.all);
const documents = new TextDocuments(TextDocument);
let session: Session | undefined;
let roots: string[] = [];

const experimental = { autojit: { protocolVersion: PROTOCOL_VERSION } };

connection.onInitialize((params: InitializeParams): InitializeResult => {
  const options = checkOptions(params.initializationOptions);
  if (typeof options === 'string') {
    // The one notification that a server may send before it has answered.
    const said: ShowMessageParams = { type: MessageType.Error, message: options };
    background(connection.sendNotification(ShowMessageNotification.type, said), (why) => connection.console.error(why));
    return { capabilities: { textDocumentSync: TextDocumentSyncKind.None, experimental } };
  }
  roots = (params.workspaceFolders ?? []).flatMap(({ uri }) => filePath(uri) ?? []);
  session = new Session(connection, documents, options, params);
  return {
    capabilities: {
      textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
      codeLensProvider: {},
      hoverProvider: true,
      workspaceSymbolProvider: true,
      workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
      experimental,
    },
  };
});

connection.onInitialized(() => {
  session?.start();
  connection.onNotification('workspace/didChangeWorkspaceFolders', async (params: unknown) => {
    const { event } = FoldersChanged.parse(params);
    const removed = event.removed.flatMap(({ uri }) => filePath(uri) ?? []);
    const added = event.added.flatMap(({ uri }) => filePath(uri) ?? []);
    roots = [...roots.filter((root) => !removed.includes(root)), ...added];
    await session?.changeFolders(roots);
  });
});

connection.onDidChangeConfiguration(({ settings }) => {
  const changed = SettingsChanged.safeParse(settings);
  if (changed.success) session?.changeSettings(changed.data.autojit);
});

connection.onShutdown(() => session?.close());

const Folder = z.object({ uri: z.string() });
const FoldersChanged = z.object({ event: z.object({ added: z.array(Folder), removed: z.array(Folder) }) });

/** The client's section `autojit`; settings that only the extension uses are none of our business. */
const SettingsChanged = z.object({
  autojit: z
    .object({
      eagerDiagnostics: z.boolean().optional(),
      codeLens: z.array(LensKind).optional(),
      stateLenses: StateLenses.optional(),
      thirdParty: z.array(z.string()).optional(),
      symbolsByStateOnly: z.boolean().optional(),
      sourceMap: z.record(z.string(), z.string()).optional(),
    })
    .transform(({ eagerDiagnostics, codeLens, stateLenses, thirdParty, symbolsByStateOnly, sourceMap }) => ({
      ...(eagerDiagnostics !== undefined && { eagerDiagnostics }),
      ...(codeLens !== undefined && { codeLens }),
      ...(stateLenses !== undefined && { stateLenses }),
      ...(thirdParty !== undefined && { thirdParty }),
      ...(symbolsByStateOnly !== undefined && { symbolsByStateOnly }),
      ...(sourceMap !== undefined && { sourceMap }),
    })),
});

/** The options, or one line that says why there is nothing to offer. */
function checkOptions(value: unknown): InitializationOptions | string {
  const version = z.object({ protocolVersion: z.int() }).safeParse(value);
  if (version.success && version.data.protocolVersion !== PROTOCOL_VERSION) {
    const [theirs, ours] = [String(version.data.protocolVersion), String(PROTOCOL_VERSION)];
    return `AutoJIT: the extension speaks protocol version ${theirs}, its language server version ${ours}. Reinstall the extension.`;
  }
  const options = InitializationOptions.safeParse(value);
  if (options.success) return options.data;
  const where = options.error.issues[0]?.path.join('.') || 'initializationOptions';
  return `AutoJIT: the editor started the language server with wrong options (${where}). Reinstall the extension.`;
}

documents.listen(connection);
connection.listen();
