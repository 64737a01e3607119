// Runs test/integration inside a desktop VS Code, by @vscode/test-electron. Build first: npm run build.
import { runHarness } from './harness/bundle.mjs';

await runHarness('desktop', 'integration');
