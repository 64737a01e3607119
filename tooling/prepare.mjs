// Makes the demonstration workspaces under .cache/workspaces: bzip2 built by AutoJIT, and as usual.
import fs from 'node:fs';
import path from 'node:path';
import { fetchUpstream } from './debian-source.mjs';
import { Failure, run } from './exec.mjs';
import { cache, root, shown } from './paths.mjs';
import { writeSample } from './sample.mjs';
import { say, step } from './steps.mjs';
import { buildWorkspaces, fillWorkspace, isFilled, places } from './workspaces.mjs';

const SAMPLE_SIZE = 20_000_000;

/** bzip2's own Makefile sets -O2; the figures of this project are about the debug build. */
const BZIP2_MAKE = ['CFLAGS=-Wall -Winline -O0 -g -D_FILE_OFFSET_BITS=64', 'bzip2'];

const workloads = {
  bzip2: {
    make: BZIP2_MAKE,
    pack: (file) => ['-k', '-c', file],
    unpack: (file) => ['-d', '-k', '-c', file],
    // In the editor it runs in a terminal, and bzip2 writes no packed bytes to one.
    demo: (file) => ['-k', '-f', file],
  },
  pack: { make: ['pack'], pack: (file) => [file], unpack: (file) => ['-d', file], demo: () => ['--help'] },
};

async function fillBzip2() {
  const folders = [places('bzip2').lazy, places('bzip2').regular];
  if (folders.every(isFilled)) return;
  let tarball;
  await step(
    'Fetching the source of bzip2 1.0.8',
    'bzip2-source',
    'nothing to do: the example is used instead.',
    async (io) => {
      tarball = await fetchUpstream('bzip2', '1.0.8', io);
    },
  );
  for (const folder of folders) {
    await fillWorkspace(folder, (empty) =>
      run('tar', ['-xf', tarball, '-C', empty, '--strip-components=1', '--no-same-owner']),
    );
  }
}

async function fillExample() {
  for (const folder of [places('pack').lazy, places('pack').regular]) {
    await fillWorkspace(folder, async (empty) =>
      fs.cpSync(path.join(root, 'examples', 'pack'), empty, { recursive: true }),
    );
  }
}

/** What a person finds in the editor: the graph at once, and a configuration to debug with. */
function writeEditorFiles({ lazy, name, demo }) {
  const folder = path.join(lazy, '.vscode');
  const write = (file, content) => {
    if (!fs.existsSync(path.join(folder, file)))
      fs.writeFileSync(path.join(folder, file), `${JSON.stringify(content, null, 2)}\n`);
  };
  fs.mkdirSync(folder, { recursive: true });
  write('settings.json', { 'autojit.showGraphOnStartup': true, 'git.openRepositoryInParentFolders': 'never' });
  const program = `\${workspaceFolder}/${name}`;
  write('launch.json', {
    version: '0.2.0',
    configurations: [
      {
        type: 'autojit',
        request: 'launch',
        name: `Debug ${name} lazily`,
        program,
        args: demo('${workspaceFolder}/sample.txt'),
        cwd: '${workspaceFolder}',
      },
    ],
  });
}

/**
 * Returns the workspaces of bzip2, or those of the example where bzip2's source cannot be had.
 * `sample` is a 20 MB input; `pack` and `unpack` give the arguments for a file, `demo` those of a run from the editor.
 */
export async function prepare({ example = false } = {}) {
  let name = example ? 'pack' : 'bzip2';
  if (!example) {
    try {
      await fillBzip2();
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      say(`  ! No source package of bzip2 can be had here: ${error.message}`);
      say(`    examples/pack is used instead. Log: ${shown(error.log)}`);
      name = 'pack';
    }
  }
  if (name === 'pack') await fillExample();
  const workload = workloads[name];
  await buildWorkspaces(name, workload.make);
  const sample = writeSample(path.join(cache, 'sample.txt'), SAMPLE_SIZE);
  const workspace = { ...places(name), sample, ...workload };
  const link = path.join(workspace.lazy, 'sample.txt');
  if (!fs.existsSync(link)) fs.linkSync(sample, link);
  writeEditorFiles(workspace);
  return workspace;
}
