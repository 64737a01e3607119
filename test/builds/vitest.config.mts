import path from 'node:path';
import { defineConfig } from 'vitest/config';

/** Real builds by the toolchain in dist/: `npm test -- builds`. */
export default defineConfig({
  test: {
    root: path.resolve(import.meta.dirname, '../..'),
    include: ['test/{builds,oracle}/**/*.test.ts'],
    environment: 'node',
    // Only to end what hangs: on a loaded machine a test of many compiles takes minutes.
    testTimeout: 600_000,
    // Compilers fill a small machine by themselves.
    fileParallelism: false,
  },
});
