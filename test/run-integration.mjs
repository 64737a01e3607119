// Runs test/integration inside a real VS Code (code-server's extension host). Build first: npm run build.
import { runHarness } from './harness/bundle.mjs';

await runHarness('integration');
