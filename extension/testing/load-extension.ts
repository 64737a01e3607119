import Module, { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { FakeVscode } from './fake-vscode.js';

interface Extension {
  activate(context: object): Promise<unknown>;
  deactivate(): Promise<void>;
}

type Load = (request: string, ...rest: unknown[]) => unknown;

/** Loads a bundled extension as VS Code does: by `require`, and with its API as the module `vscode`. */
export function loadExtension(file: string, { api }: FakeVscode): Extension {
  const loader = Module as unknown as { _load: Load };
  const load = loader._load;
  loader._load = function (this: unknown, request, ...rest) {
    return request === 'vscode' ? api : load.call(this, request, ...rest);
  };
  try {
    const require = createRequire(file);
    // Anew, since what was loaded keeps its API.
    Reflect.deleteProperty(require.cache, file);
    return require(file) as Extension;
  } finally {
    loader._load = load;
  }
}

export function fakeContext(file: string): object {
  const memento = { get: (_key: string, value: unknown) => value, update: () => Promise.resolve() };
  return {
    subscriptions: [],
    asAbsolutePath: (name: string) => join(dirname(file), '..', name),
    extension: { id: 'autojit.autojit', packageJSON: { version: '0' } },
    workspaceState: memento,
    globalState: memento,
    extensionUri: {},
  };
}
