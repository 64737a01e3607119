import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { linkCallGraph } from '../call-graph/link.js';
import { manifest } from '../testing/manifests.js';
import { temporaryFolder } from '../testing/temporary.js';
import { line, start } from '../testing/trace.js';
import { Run, type RunEnd } from './run.js';

const app = manifest('app.c', [{ name: 'main' }, { name: 'f' }]);
const slot = (index: number): { module: string; slot: number } => ({ module: app.module, slot: index });
const MATERIALIZED = line({ event: 'materialized', ...slot(0), tid: 1, ns: 2_000_000, bytes: 8 });
const EXITED = line({ event: 'exited', status: 0, materialized: 1, engineNs: 2_000_000 });

function newRun(onOtherProgram: (program: string) => void = () => undefined): { run: Run; trace: string } {
  const trace = join(temporaryFolder(), 'trace.jsonl');
  const graph = linkCallGraph([app]);
  const init = { id: 'r', program: '/w/app', args: ['-v'], startedAt: 5, trace, graph, onOtherProgram };
  return { run: new Run(init), trace };
}

async function finished(contents: string, end: RunEnd) {
  const { run, trace } = newRun();
  writeFileSync(trace, contents);
  await run.finish(end);
  return run.summary();
}

test('starting, running, exited', async () => {
  const { run, trace } = newRun();
  expect(run.summary()).toMatchObject({ status: 'starting', name: 'app -v', startedAt: 5 });
  writeFileSync(trace, line(start('/w/app', ['-v', 'file'])) + MATERIALIZED);
  await run.poll();
  expect(run.summary()).toMatchObject({ status: 'running', name: 'app -v file', materialized: 1, engineMs: 2 });
  expect(run.takeChanges().functions).toEqual([0]);
  expect(run.takeChanges().functions).toEqual([]);
  appendFileSync(trace, EXITED);
  await run.finish({ kind: 'reported', exitCode: 0 });
  expect(run.summary()).toMatchObject({ status: 'exited', exitCode: 0, problems: [] });
});

test('what was written last is read before the run is judged', async () => {
  const summary = await finished(line(start('/w/app')) + MATERIALIZED + EXITED, { kind: 'gone' });
  expect(summary).toMatchObject({ status: 'exited', materialized: 1 });
});

test('gone without an exit event: crashed, even when a terminal reports 0', async () => {
  const summary = await finished(line(start('/w/app')), { kind: 'reported', exitCode: 0 });
  expect(summary).toMatchObject({ status: 'crashed', exitCode: 0 });
  expect(summary.problems).toMatchObject([{ code: 'crashed' }]);
});

test('a crash names the function that was called last for the first time, and its module', async () => {
  const later = line({ event: 'materialized', ...slot(1), tid: 1, ns: 1, bytes: 8 });
  const summary = await finished(line(start('/w/app')) + MATERIALIZED + later, { kind: 'gone' });
  expect(summary.problems[0]?.message).toMatch(
    /after 2 materialized functions\. The last .* first time: f.*app\.c\)\./,
  );
});

test('a trace that ends in the middle of a line says so, and what came before counts', async () => {
  const summary = await finished(line(start('/w/app')) + MATERIALIZED + EXITED.slice(0, 20), { kind: 'gone' });
  expect(summary.materialized).toBe(1);
  expect(summary.problems[0]).toMatchObject({
    code: 'trace-invalid',
    message: expect.stringContaining('ends in the middle of a line') as string,
  });
});

test('a program that was only seen through a daemon has left, and nobody says that it crashed', async () => {
  const left = line({ event: 'left' });
  const summary = await finished(line(start('/w/app')) + MATERIALIZED + left, { kind: 'gone' });
  expect(summary).toMatchObject({ status: 'exited', materialized: 1, problems: [] });
  expect(summary.exitCode).toBeUndefined();
});

test('waitpid knows better: _exit is an exit, a signal has a name', async () => {
  const exited = await finished(line(start('/w/app')), { kind: 'certain', exitCode: 2, signal: null });
  expect(exited).toMatchObject({ status: 'exited', exitCode: 2, problems: [] });
  const killed = await finished(line(start('/w/app')), { kind: 'certain', exitCode: null, signal: 'SIGSEGV' });
  expect(killed.problems[0]?.message).toContain('SIGSEGV');
});

test('what a person stopped did not crash, and what it was stopped with is not told', async () => {
  const noted = await finished(line(start('/w/app')), {
    kind: 'certain',
    exitCode: null,
    signal: 'SIGHUP',
    stopped: true,
  });
  expect(noted).toMatchObject({ status: 'stopped', problems: [] });
  expect(noted.signal).toBeUndefined();
  const gone = await finished(line(start('/w/app')), { kind: 'gone', stopped: true });
  expect(gone).toMatchObject({ status: 'stopped', problems: [] });
});

test('what left by itself when it was asked to has its own end', async () => {
  const summary = await finished(line(start('/w/app')) + EXITED, { kind: 'gone', stopped: true });
  expect(summary).toMatchObject({ status: 'exited', exitCode: 0 });
});

test('a program that never wrote a line did not start', async () => {
  const summary = await finished('', { kind: 'reported', exitCode: 127 });
  expect(summary.problems[0]?.message).toContain("before AutoJIT's runtime");
});

test('garbage is a problem that names its line; the rest still counts', async () => {
  const summary = await finished(`${line(start('/w/app'))}{"v":1,"eve\n${MATERIALIZED}\0\0\n${EXITED}`, {
    kind: 'gone',
  });
  expect(summary).toMatchObject({ status: 'exited', materialized: 1 });
  expect(summary.problems).toHaveLength(1);
  expect(summary.problems[0]).toMatchObject({ code: 'trace-invalid' });
  expect(summary.problems[0]?.message).toMatch(/^Line 2 and 1 more line of .* it is not JSON/);
});

test('a trace of another version says so', async () => {
  const summary = await finished(EXITED.replace('"v":1', '"v":2'), { kind: 'gone' });
  expect(summary.problems[0]?.message).toContain('trace version 2');
});

test('a program that lost its daemon says so, and what became of it', async () => {
  const gone = line({ event: 'engine', ns: 0, daemon: false, reason: 'the daemon went away' });
  const saved = await finished(line(start('/w/app')) + gone + MATERIALIZED + EXITED, { kind: 'gone' });
  expect(saved.problems).toMatchObject([
    { code: 'daemon-gone', message: 'app had to do without autojitd: the daemon went away.' },
  ]);
  expect(saved.problems[0]?.action).toMatch(/^The engine in the program made the rest/);
  const failed = line({ event: 'failed', ...slot(1), tid: 1, reason: 'no daemon' });
  const ended = await finished(line(start('/w/app')) + gone + failed, { kind: 'gone' });
  expect(ended.problems[0]?.action).toMatch(/^Run it again, which starts another daemon/);
});

test('a failed function is a problem with its reason, and is named once', async () => {
  const failed = line({ event: 'failed', ...slot(1), tid: 1, reason: "'f': its imports changed" });
  const summary = await finished(line(start('/w/app')) + failed, { kind: 'gone' });
  expect(summary.failed).toBe(1);
  expect(summary.problems[0]).toMatchObject({ code: 'engine-failed' });
  expect(summary.problems[0]?.message).toBe('f (/src/app.c) could not be materialized: its imports changed.');
});

test('other programs that inherit the trace are not counted here', async () => {
  const others: string[] = [];
  const { run, trace } = newRun((program) => others.push(program));
  const child = line({ event: 'materialized', ...slot(1), tid: 1, ns: 1, bytes: 1 }, 200);
  writeFileSync(trace, line(start('/w/app')) + line(start('/w/tool'), 200) + child + MATERIALIZED);
  await run.poll();
  expect(others).toEqual(['/w/tool']);
  expect(run.summary().materialized).toBe(1);
});
