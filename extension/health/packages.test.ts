import { expect, test } from 'vitest';
import type { ToolCheck } from '../../protocol/lsp.js';
import { candidates, installCommand, missingPackages } from './packages.js';

const clang: ToolCheck = { name: 'clang', ok: false, required: true, package: 'clang-22' };
const lldb: ToolCheck = { name: 'lldb-dap', ok: false, required: false, package: 'lldb-22' };
const cmake: ToolCheck = { name: 'cmake', ok: false, required: false, package: 'cmake' };

test('what is required is installed, and the debugger with it', () => {
  expect(missingPackages([clang, lldb, cmake])).toEqual(['clang-22', 'lldb-22']);
});

test('nobody is asked about what is optional, nor about parts that no package has', () => {
  expect(missingPackages([{ ...clang, ok: true }, lldb, cmake])).toEqual([]);
  expect(missingPackages([{ name: 'plugin', ok: false, required: true }])).toEqual([]);
});

test('the command asks for root only where it is not root', () => {
  expect(installCommand(['clang-22'], true)).toEqual(['apt-get', 'install', 'clang-22']);
  expect(installCommand(['clang-22'], false)[0]).toBe('sudo');
});

test('a package without a candidate cannot be installed, nor one that apt does not know', () => {
  const policy =
    'clang-22:\n  Installed: (none)\n  Candidate: 1:22.1.8-1\n  Version table:\nlld-22:\n  Installed: (none)\n  Candidate: (none)\n';
  expect(candidates(policy)).toBe(1);
  expect(candidates('')).toBe(0);
});
