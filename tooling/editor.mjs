// Opens the workspace in a VS Code: the one on PATH when it can be used here, else VS Code in the browser.
import { startBrowserEditor } from './browser-editor.mjs';
import { capture, run, which } from './exec.mjs';
import { root } from './paths.mjs';
import { bold, say, step } from './steps.mjs';

const OLDEST = [1, 138];

/** Why the `code` on PATH will not do, or undefined when it will. */
function objection() {
  if (!which('code')) return 'there is no `code` on PATH';
  if (process.env.VSCODE_IPC_HOOK_CLI)
    return 'this terminal belongs to a remote VS Code, which cannot load an extension from a folder';
  if (!process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return 'there is no display for the `code` on PATH';
  if (process.getuid() === 0) return '`code` does not run as root';
  const version = capture('code', ['--version'])?.split('\n')[0] ?? '';
  const [major, minor] = version.split('.').map(Number);
  if (!(major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])))
    return `\`code\` is version ${version || 'unknown'}, and ${OLDEST.join('.')} is needed`;
  return undefined;
}

/** Says which editor `openEditor` will use, so that the set-up installs only that. */
export function chooseEditor() {
  const reason = objection();
  return reason ? { kind: 'browser', reason } : { kind: 'desktop' };
}

/** Opens `folder`; in the browser this lasts until the server ends. */
export async function openEditor({ kind, reason }, folder) {
  if (kind === 'desktop') {
    await step('Opening VS Code', 'code', 'run `code --version` and see whether it works.', (io) =>
      run('code', [`--extensionDevelopmentPath=${root}`, folder], io),
    );
    return 0;
  }
  let server;
  await step(
    `Starting VS Code for the browser (${reason})`,
    'vscode-server-start',
    'read the log; remove .cache/vscode if its profile is damaged.',
    async () => {
      server = await startBrowserEditor(folder);
    },
  );
  say(`\n  ${bold('Open this in a browser:')} ${server.url}`);
  say('  It holds a key to this machine: keep it to yourself. Ctrl-C stops the server.\n');
  if (process.env.DISPLAY && which('xdg-open')) await run('xdg-open', [server.url], { anyExit: true });
  return stopOnSignal(server);
}

/** Waits for the server, and takes it down on Ctrl-C. */
async function stopOnSignal(server) {
  let stopped = false;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.removeAllListeners(signal);
    process.on(signal, () => {
      stopped = true;
      void server.stop();
    });
  }
  const code = await server.ended;
  if (stopped) {
    say('\nStopped.');
    return 0;
  }
  say(`The VS Code server ended by itself (${code}). Log: .cache/logs/vscode-server.log`);
  return 1;
}
