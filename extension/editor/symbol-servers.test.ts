import { expect, test, vi } from 'vitest';
import { othersListSymbols } from './symbol-servers.js';

const installed = vi.hoisted(() => new Set<string>());
vi.mock('vscode', () => ({
  extensions: { getExtension: (id: string) => (installed.has(id) ? { id } : undefined) },
}));

test.each(['llvm-vs-code-extensions.vscode-clangd', 'ms-vscode.cpptools', 'rust-lang.rust-analyzer'])(
  'where %s lists the same functions, ours are for questions by state',
  (id) => {
    installed.clear();
    installed.add('someone.else');
    expect(othersListSymbols()).toBe(false);
    installed.add(id);
    expect(othersListSymbols()).toBe(true);
  },
);
