import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // Tests inside VS Code (test/integration) and in a browser (test/e2e) have runners of their own.
    include: ['{protocol,server,cli,extension,webview,scripts,tooling,bench,corpus}/**/*.test.{ts,mjs}'],
    environment: 'node',
    // Some start real processes, beside a build on a small machine.
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
