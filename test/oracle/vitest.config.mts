import path from 'node:path';
import { defineConfig } from 'vitest/config';

/** Real programs held against their graphs: `npm run oracle`. */
export default defineConfig({
  test: {
    root: path.resolve(import.meta.dirname, '../..'),
    include: ['test/oracle/large.oracle.ts'],
    environment: 'node',
    // Only to end what hangs.
    testTimeout: 3_600_000,
    fileParallelism: false,
  },
});
