// From a fresh clone to a running editor: set-up, build, a lazy run of a real program, and its call graph in VS Code.
import { chooseEditor, openEditor } from '../tooling/editor.mjs';
import { commandLine } from '../tooling/exec.mjs';
import { flags } from '../tooling/flags.mjs';
import { compareRunsOnce } from '../tooling/lazy-run.mjs';
import { autojit, shown } from '../tooling/paths.mjs';
import { prepare } from '../tooling/prepare.mjs';
import { bold, main, say, step } from '../tooling/steps.mjs';
import { build } from './build.mjs';
import { setup } from './setup.mjs';

const usage = `usage: npm start -- [--no-open] [--browser] [--example]

Installs what is missing, builds AutoJIT, builds bzip2 with it, runs it lazily, and opens VS Code on it.
  --no-open   do everything but opening VS Code
  --browser   VS Code in the browser, even if there is a \`code\` on PATH
  --example   examples/pack instead of bzip2`;

const megabytes = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;

/** How many functions were made, and how long that took: the rest of the summary is for who asks. */
const essence = (summary) => summary.filter((line) => /functions?:|in the engine/.test(line));

async function start(options) {
  const editor = options.browser ? { kind: 'browser', reason: 'as you asked' } : chooseEditor();
  say(bold('AutoJIT for VS Code'));
  await setup({ editor: editor.kind === 'browser' && !options['no-open'], browser: false, builds: false });
  await build();
  const workspace = await prepare({ example: options.example });

  let result;
  await step(
    `Running ${workspace.name} lazily on ${megabytes(20e6)} and comparing with the regular build`,
    'lazy-run',
    'run the command in the log by hand and see what it says.',
    async (io) => {
      result = await compareRunsOnce(workspace, io);
      return result.reused ? 'same bytes both ways (last time; nothing has changed since)' : 'same bytes both ways';
    },
  );
  say(`\n${bold(`${workspace.name}, lazily`)}  ${megabytes(result.from)} -> ${megabytes(result.to)}`);
  for (const line of essence(result.summary)) say(`  ${line}`);
  say(
    `\nMore about it: ${commandLine(shown(autojit), ['report', shown(workspace.lazyProgram), '--regular', shown(workspace.regularProgram)])}`,
  );
  if (options['no-open']) return 0;
  return openEditor(editor, workspace.lazy);
}

const options = flags(usage, {
  'no-open': { type: 'boolean' },
  browser: { type: 'boolean' },
  example: { type: 'boolean' },
});
if (options) await main(() => start(options));
