import path from 'node:path';
import { launchBrowser } from './browser.js';
import { startCodeServer } from './code-server.js';
import { artifacts, root } from './paths.js';
import { makeWorkspace } from './workspace.js';

/** The reporter's lines among all that a workbench has to say. */
const isOurs = (text: string) => /^ {2}[✓✗-] |^\d+ passed/.test(text);

const LIMIT_MS = 15 * 60_000;

/** Starts VS Code on a sample workspace; the URL's payload makes its extension host run our tests. */
export async function main(): Promise<number> {
  const workspace = makeWorkspace('integration');
  // The tests run in another process and ask for the same facts.
  process.env['AUTOJIT_TEST_WORKSPACE'] = JSON.stringify(workspace);
  const server = await startCodeServer();
  const browser = await launchBrowser();
  try {
    const page = await (await browser.newContext({ viewport: { width: 1400, height: 900 } })).newPage();
    const { promise: exit, resolve: ended } = withResolver<number>();
    setTimeout(() => ended(124), LIMIT_MS).unref();
    await page.exposeFunction('codeAutomationExit', (code: number) => ended(code));
    await page.exposeFunction('codeAutomationLog', (_type: string, args: unknown[]) => {
      const text = args.map((arg) => (typeof arg === 'string' ? arg : JSON.stringify(arg))).join(' ');
      if (process.env['VERBOSE'] || isOurs(text)) console.log(text);
    });
    const payload: [string, string][] = [
      ['extensionDevelopmentPath', server.remote(root)],
      ['extensionTestsPath', server.remote(path.join(process.env['AUTOJIT_TESTS'] ?? '', 'index.js'))],
      ['skipWelcome', 'true'],
    ];
    await page.goto(server.url(workspace.folder, payload));
    const code = await exit;
    if (code === 124) {
      await page.screenshot({ path: path.join(artifacts, 'integration-timeout.png') });
      console.error(
        `The tests did not end within ${LIMIT_MS / 60_000} minutes; see dist/test-artifacts/integration-timeout.png.\n${server.log()}`,
      );
    }
    return code;
  } finally {
    await browser.close();
    await server.stop();
    workspace.remove();
  }
}

function withResolver<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
