// Runs test/e2e: VS Code in a real browser, driven as a person would. Build first: npm run build.
// File names as arguments choose among the test files: node test/run-e2e.mjs graph
import { runHarness } from './harness/bundle.mjs';

await runHarness('e2e');
