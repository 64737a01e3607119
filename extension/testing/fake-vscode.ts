import { EventEmitter } from './emitter.js';
import { l10n } from './vscode.js';

/**
 * VS Code's API for tests of the extension as a whole, outside of an extension host: whatever is asked for is there, does nothing, and answers with
 * more of the same. What a test looks at is recorded.
 */
export interface FakeVscode {
  api: object;
  commands: Map<string, (...args: unknown[]) => unknown>;
  /** Errors that were shown. */
  errors: string[];
}

type Callable = (...args: unknown[]) => unknown;

/** `known` is answered as it is; paths are dotted, as `window.showErrorMessage`. */
function anything(known: Readonly<Record<string, unknown>>, path = ''): unknown {
  const members = new Map<string | symbol, unknown>();
  const make = (): unknown => anything(known, `${path}()`);
  const proxy: Callable = new Proxy(function () {}, {
    // A bundle makes a copy of a module, with the module's prototype.
    getPrototypeOf: () => proxy,
    apply: make,
    construct: () => make() as object,
    set: () => true,
    get(target, name) {
      // What can be awaited, iterated or printed must not be without end.
      if (name === 'then') return undefined;
      if (name === 'prototype') return target.prototype as unknown;
      if (name === Symbol.iterator) return () => [][Symbol.iterator]();
      if (name === Symbol.toPrimitive) return () => path;
      const member = path === '' ? String(name) : `${path}.${String(name)}`;
      if (member in known) return known[member];
      if (!members.has(name)) members.set(name, anything(known, member));
      return members.get(name);
    },
  });
  return proxy;
}

export function fakeVscode(overrides: Readonly<Record<string, unknown>> = {}): FakeVscode {
  const commands: FakeVscode['commands'] = new Map();
  const errors: string[] = [];
  const api = anything({
    EventEmitter,
    'l10n.t': l10n.t,
    'commands.registerCommand': (name: string, handler: Callable) => {
      commands.set(name, handler);
      return { dispose: () => commands.delete(name) };
    },
    'commands.executeCommand': () => Promise.resolve(),
    'workspace.getConfiguration': () => ({ get: (_name: string, value: unknown) => value }),
    'workspace.isTrusted': true,
    'window.showErrorMessage': (message: string) => {
      errors.push(message);
      return Promise.resolve();
    },
    ...overrides,
  }) as object;
  return { api, commands, errors };
}
