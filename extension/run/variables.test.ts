import { expect, test } from 'vitest';
import { resolveVariables, type VariableScope } from './variables.js';

const scope: VariableScope = {
  folder: '/work/app',
  folders: [
    { name: 'app', path: '/work/app' },
    { name: 'the library', path: '/work/lib' },
  ],
  file: '/work/app/src/one.two.cpp',
  home: '/home/ada',
  env: { MODE: 'fast' },
  setting: (name) => ({ 'my.port': 80, 'my.list': [1] })[name],
};

const resolved = (text: string, more: Partial<VariableScope> = {}) => resolveVariables(text, { ...scope, ...more });

test.each([
  ['${workspaceFolder}/out', '/work/app/out'],
  ['${workspaceFolder:the library}/x', '/work/lib/x'],
  ['${workspaceFolderBasename}', 'app'],
  ['${userHome}${/}x${pathSeparator}', '/home/ada/x/'],
  ['${fileDirname}/${fileBasenameNoExtension}', '/work/app/src/one.two'],
  ['${file} ${fileBasename} ${fileExtname} ${fileDirnameBasename}', '/work/app/src/one.two.cpp one.two.cpp .cpp src'],
  ['${relativeFile} ${relativeFileDirname} ${fileWorkspaceFolder}', 'src/one.two.cpp src /work/app'],
  ['-p${config:my.port} ${env:MODE} [${env:NONE}]', '-p80 fast []'],
])('%s is %s', (text, value) => {
  expect(resolved(text)).toBe(value);
});

test('what asks a person, and what there is not, stays as it is', () => {
  for (const text of [
    '${input:name}',
    '${command:pick}',
    '${config:my.list}',
    '${workspaceFolder:other}',
    '${nothing}',
  ])
    expect(resolved(text)).toBe(text);
  expect(resolved('${file} ${workspaceFolder}', { file: undefined, folder: undefined })).toBe(
    '${file} ${workspaceFolder}',
  );
});
