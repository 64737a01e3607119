import { defineConfig } from 'vitest/config';

export default defineConfig({
  // VS Code gives it to extensions; there is no such package.
  resolve: { alias: { vscode: new URL('./extension/testing/vscode.ts', import.meta.url).pathname } },
  test: {
    // Tests inside VS Code (test/integration) and in a browser (test/e2e) have runners of their own.
    include: ['{protocol,server,cli,extension,webview,scripts,tooling,bench,corpus}/**/*.test.{ts,mjs}'],
    environment: 'node',
    coverage: {
      provider: 'v8',
      reporter: ['json-summary'],
      include: ['{protocol,server,cli,extension,webview,tooling}/**/*.{ts,mjs}'],
      exclude: ['**/*.test.*', '**/testing/**'],
    },
    // Some start real processes, beside a build on a small machine.
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
