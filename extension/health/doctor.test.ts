import { expect, test } from 'vitest';
import { doctorReport, editorFact } from './doctor.js';

const facts = { extension: '0.1.0', system: 'linux x64' };

test('the report has versions, each tool, and each program with its problems', () => {
  const text = doctorReport({
    tools: [
      { name: 'clang', ok: true, required: true, version: '22.1.8', path: '/usr/bin/clang-22' },
      { name: 'lldb-dap', ok: false, required: false, help: 'Install it.' },
      { name: 'lld', ok: false, required: true, version: '18.1.4', help: 'Install lld-22.' },
      { name: 'plugin', ok: false, required: true, help: 'Build it.' },
    ],
    state: 'ready',
    programs: [
      {
        name: 'bzip2',
        counts: { functions: 3, stub: 1, materializing: 0, materialized: 1, inlined: 0, eager: 1, failed: 0 },
        problems: [{ code: 'stale', message: 'a.c changed after this build.', action: 'Build again.' }],
      },
    ],
    facts,
  });
  expect(text).toBe(`AutoJIT: Doctor

extension: 0.1.0
system: linux x64
state: ready

Toolchain
ok       clang  22.1.8  /usr/bin/clang-22
absent   lldb-dap  Install it.
WRONG    lld  18.1.4  Install lld-22.
MISSING  plugin  Build it.

Programs
bzip2  3 functions: 1 stub, 1 materialized, 0 inlined, 1 eager, 0 failed
  a.c changed after this build. Build again.
`);
});

test('there is a report without a language server', () => {
  const text = doctorReport({ tools: undefined, state: 'serverFailed: it stopped twice', programs: [], facts });
  expect(text).toContain('state: serverFailed: it stopped twice');
  expect(text).toContain('not checked: the language server does not run');
});

test.each(['ssh-remote', 'wsl', 'dev-container', 'attached-container', 'codespaces', 'tunnel', 'localhost:8080'])(
  'the editor is named with what it reached this machine by: %s',
  (remoteName) => {
    const appName = 'Visual Studio Code';
    expect(editorFact({ appName, remoteName }, '1.138.0')).toBe(`Visual Studio Code 1.138.0, remote: ${remoteName}`);
    expect(editorFact({ appName, remoteName: undefined }, '1.138.0')).toBe('Visual Studio Code 1.138.0');
  },
);
