import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bundle } from '../server/testing/bundle.js';
import { manifest } from '../server/testing/manifests.js';
import { RunFile } from '../protocol/run-file.js';
import { compileProgram } from './testing/native-program.js';

const app = manifest('app.c', [{ name: 'main', calls: ['f'] }, { name: 'f' }, { name: 'boot', eager: 'constructor' }]);
let folder = '';
let cli = '';
let program = '';
beforeAll(() => {
  folder = mkdtempSync(join(realpathSync(tmpdir()), 'autojit-export-'));
  cli = bundle('cli/main.ts', folder);
  program = compileProgram(folder, app);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function autojit(...args: string[]) {
  const env = { ...process.env, AUTOJIT_STORE: '', AUTOJIT_TRACE: '' };
  return spawnSync(process.execPath, [cli, ...args], { cwd: folder, encoding: 'utf8', env });
}

test('the last run of a program, and any run by its trace', () => {
  expect(autojit('export', program, '--format', 'lcov')).toMatchObject({
    status: 1,
    stderr: `autojit: ${program} has not run yet. Run it with "autojit run -- ${program}" first.\n`,
  });
  autojit('run', '--quiet', '--', program);
  const last = autojit('export', program, '--format', 'lcov');
  expect(last.stdout).toContain('FNDA:1,main\nFNDA:0,f\nFNF:2\nFNH:1\n');
  expect(last.stdout).not.toContain('boot\n');
  // What the file leaves out is said.
  expect(last.stderr).toBe(
    'autojit: app: 2 functions, of which 1 ran; left out: 1 eager, of which no run tells whether they ran.\n',
  );
  const trace = join(folder, 'named.trace');
  autojit('run', '--quiet', '--trace', trace, '--', program);
  const out = join(folder, 'run.pb.gz');
  expect(autojit('export', trace, '--format', 'pprof', '-o', out)).toMatchObject({ status: 0, stdout: '', stderr: '' });
  expect(gunzipSync(readFileSync(out)).toString('latin1')).toContain('first_calls');
});

test('a run that the editor saved is a profile without its program, and no coverage', () => {
  const run = { id: 'r', program: '/gone/app', name: 'app', args: [], startedAt: 1, status: 'exited' };
  const timeline = {
    run: { ...run, materialized: 2, failed: 0, engineMs: 1, problems: [] },
    ...{ lasted: 1, engineLoadMs: 0, bytes: 2, kept: 0, omitted: 0 },
    materializations: [
      { id: 'main', label: 'main', order: 1, at: 1, ms: 1, bytes: 1, kept: false },
      { id: '/src/a.c#f', label: 'f', order: 2, at: 1, ms: 1, bytes: 1, kept: false, by: 'main' },
    ],
  };
  const saved = join(folder, 'a.autojit-run');
  writeFileSync(saved, JSON.stringify({ format: 'autojit-run', version: 1, saved: 1, timeline, output: null }));
  const { stdout } = autojit('export', saved, '--format', 'speedscope');
  expect(JSON.parse(stdout)).toMatchObject({ shared: { frames: [{ name: 'main' }, { name: 'f' }] } });
  const refused = autojit('export', saved, '--format', 'cobertura');
  expect(refused.stderr).toContain('Name the program, or its trace.');
  expect(refused.status).toBe(2);
});

test('an order for the linker, from all runs or from some', () => {
  const trace = join(folder, 'order.trace');
  autojit('run', '--quiet', '--trace', trace, '--', program);
  const { stdout, stderr } = autojit('order', program, '--trace', trace);
  expect(stdout).toBe('main\n');
  expect(stderr).toBe('autojit: 1 symbol of 3 functions, from 1 run.\n');
  autojit('run', '--quiet', '--', program);
  expect(autojit('order', program, '--list').stdout).toBe('hot main\ncold f\nunknown boot\n');
  expect(autojit('order', join(folder, 'nowhere')).status).toBe(1);
});

test('what is no run is told in one line', () => {
  const text = join(folder, 'some.txt');
  writeFileSync(text, 'hello\n');
  expect(autojit('export', text, '--format', 'lcov').stderr).toMatch(/^autojit: .*some\.txt is not a run .*\n$/);
  expect(autojit('export', join(folder, 'nowhere'), '--format', 'lcov').stderr).toContain('no such file');
  expect(autojit('export', program).status).toBe(2);
});

test('a run as a file that others can open, from a program and from such a file', () => {
  autojit('run', '--quiet', '--', program);
  const file = join(folder, 'handed.autojit-run');
  expect(autojit('export', program, '--format', 'autojit-run', '-o', file)).toMatchObject({ status: 0, stderr: '' });
  const { timeline } = RunFile.parse(JSON.parse(readFileSync(file, 'utf8')));
  expect(timeline.run).toMatchObject({ program, status: 'exited', exitCode: 0, materialized: 1 });
  expect(autojit('export', file, '--format', 'autojit-run').stdout).toBe(readFileSync(file, 'utf8'));
  writeFileSync(file, JSON.stringify({ format: 'autojit-run', version: 99 }));
  expect(autojit('export', file, '--format', 'pprof', '-o', '/dev/null').stderr).toContain(
    'has version 99 of the format',
  );
});
