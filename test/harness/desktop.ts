import path from 'node:path';
import { runTests } from '@vscode/test-electron';
import { root } from './paths.js';
import { makeWorkspace } from './workspace.js';

/**
 * The integration tests in a VS Code with a window: the one that AUTOJIT_VSCODE names, else one that @vscode/test-electron downloads.
 * For desktops; the ordinary run (integration.ts) needs neither a display nor a download.
 */
export async function main(): Promise<number> {
  const workspace = makeWorkspace('desktop');
  const installed = process.env['AUTOJIT_VSCODE'];
  try {
    return await runTests({
      ...(installed ? { vscodeExecutablePath: installed } : {}),
      extensionDevelopmentPath: root,
      extensionTestsPath: path.join(process.env['AUTOJIT_TESTS'] ?? '', 'index.js'),
      extensionTestsEnv: { AUTOJIT_TEST_WORKSPACE: JSON.stringify(workspace) },
      launchArgs: [workspace.folder, '--disable-extensions', '--disable-workspace-trust'],
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    console.error(`VS Code could not be started: ${reason}. Set AUTOJIT_VSCODE to the path of an installed one.`);
    return 1;
  } finally {
    workspace.remove();
  }
}
