import eslint from '@eslint/js';
import tseslint from 'typescript-eslint';

const vscode = { name: 'vscode', message: 'Only extension/ and test/ run inside VS Code; this part must not.' };

/** What a part may not import, so that the layers of docs/architecture.md hold. */
const border = (files, folders, message, paths = [vscode]) => ({
  files,
  rules: {
    'no-restricted-imports': ['error', { paths, patterns: [{ regex: `^(\\.\\./)+(${folders.join('|')})/`, message }] }],
  },
});

export default tseslint.config(
  {
    ignores: [
      'dist/',
      'build/',
      'node_modules/',
      '.cache/',
      '**/.autojit/',
      'toolchain/',
      'examples/',
      '.vscode-test/',
    ],
  },
  eslint.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: {
      parserOptions: { project: ['./tsconfig.json', './webview/tsconfig.json'], tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      eqeqeq: 'error',
      complexity: ['error', 15],
      'max-lines': ['error', 500],
    },
  },
  {
    files: ['**/*.mjs', 'bin/*'],
    languageOptions: {
      globals: Object.fromEntries(
        [
          'process',
          'console',
          'setTimeout',
          'clearTimeout',
          'setInterval',
          'clearInterval',
          'fetch',
          'URL',
          'Buffer',
          'performance',
          'AbortSignal',
          'AbortController',
          'structuredClone',
          'setImmediate',
        ].map((name) => [name, 'readonly']),
      ),
    },
  },
  border(
    ['protocol/**/*.ts'],
    ['server', 'cli', 'extension', 'webview', 'test', 'scripts', 'tooling'],
    'protocol/ knows only itself.',
  ),
  border(
    ['server/**/*.ts'],
    ['cli', 'extension', 'webview', 'test', 'scripts', 'tooling'],
    'server/ knows only protocol/.',
  ),
  border(
    ['cli/**/*.ts'],
    ['extension', 'webview', 'test', 'scripts', 'tooling'],
    'cli/ knows only server/ and protocol/.',
  ),
  border(['webview/**/*.ts'], ['server', 'cli', 'extension', 'test', 'scripts'], 'webview/ knows only protocol/.'),
  border(
    ['extension/**/*.ts'],
    ['server', 'cli', 'webview', 'test', 'scripts', 'tooling'],
    'extension/ knows only protocol/.',
    [],
  ),
);
