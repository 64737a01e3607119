import { expect, onTestFinished, test, vi } from 'vitest';
import type { Connection, InitializeParams, TextDocuments } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { PROTOCOL_VERSION } from '../../protocol/lsp.js';
import { temporaryFolder } from '../testing/temporary.js';
import { Workspace } from '../workspace/workspace.js';
import { Session } from './session.js';

/** An editor that listens and asks for nothing. */
function silent(known: object): unknown {
  const anything = (): unknown => undefined;
  return new Proxy(known, { get: (target, name): unknown => Reflect.get(target, name) ?? anything });
}

const options = {
  ...{ protocolVersion: PROTOCOL_VERSION, toolchain: '/nowhere', trusted: true },
  settings: {
    ...{ eagerDiagnostics: false, codeLens: [], stateLenses: 'off' as const },
    ...{ thirdParty: [], sourceMap: {}, symbolsByStateOnly: false },
  },
};

test('folders that change while others are being opened: each is opened once, and the last ones stay', async () => {
  const rootsOf = (of: { mock: { contexts: unknown[] } }) => of.mock.contexts.map((one) => (one as Workspace).roots);
  const opened = vi.spyOn(Workspace.prototype, 'open');
  const watched = vi.spyOn(Workspace.prototype, 'watchDaemons').mockImplementation(() => undefined);
  onTestFinished(() => void vi.restoreAllMocks());
  const said: string[] = [];
  const connection = {
    sendNotification: () => Promise.resolve(),
    console: { error: (text: string) => said.push(text) },
  };
  const [first, second, third] = [temporaryFolder(), temporaryFolder(), temporaryFolder()];
  const params = { capabilities: {}, workspaceFolders: [{ uri: `file://${first}`, name: 'first' }] };
  const session = new Session(
    silent(connection) as Connection,
    silent({ all: () => [] }) as TextDocuments<TextDocument>,
    options,
    params as unknown as InitializeParams,
  );
  session.start();
  await Promise.all([session.changeFolders([second]), session.changeFolders([third])]);
  expect(rootsOf(opened)).toEqual([[first], [third]]);
  expect(rootsOf(watched)).toEqual([[third]]);
  await session.close();
  expect(said.filter((text) => !text.includes('/nowhere'))).toEqual([]);
});
