/** A file of its own in the bundle: views and commands are there before it is loaded (scripts/bundle.mjs). */
export {
  CloseAction,
  ErrorAction,
  LanguageClient,
  State,
  StreamMessageReader,
  StreamMessageWriter,
  TransportKind,
} from 'vscode-languageclient/node';
