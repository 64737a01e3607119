import { spawn, spawnSync } from 'node:child_process';
import { appendFileSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { ManifestCache } from '../program/manifest-cache.js';
import { readAutojitProgram } from '../program/program-file.js';
import { Program } from '../program/program.js';
import { keptFiles } from '../run/kept-run.js';
import { writeProgram } from '../testing/elf.js';
import { manifest, writeManifest } from '../testing/manifests.js';
import { temporaryFolder, until } from '../testing/temporary.js';
import { knownPrograms } from '../testing/known-programs.js';
import { line, start } from '../testing/trace.js';
import { RunRegistry } from './run-registry.js';

const nothing = (): void => undefined;

const app = manifest('app.c', [{ name: 'main' }, { name: 'f' }]);
const materialized = (slot: number, pid?: number): string =>
  line({ event: 'materialized', module: app.module, slot, tid: 1, ns: 1_000_000, bytes: 8 }, pid);
const exited = (pid?: number): string => line({ event: 'exited', status: 0, materialized: 1, engineNs: 1 }, pid);

/** A process id that was in use and is not any more. */
const gonePid = spawnSync('true').pid;

async function load(root: string, name: string): Promise<Program> {
  const store = join(root, '.autojit');
  writeManifest(store, app);
  writeProgram(join(root, name), { modules: [{ id: app.module, source: 'app.c', slots: 2 }], store });
  return Program.load(await readAutojitProgram(join(root, name)), new ManifestCache());
}

async function setting() {
  const root = temporaryFolder();
  const programs = [await load(root, 'app'), await load(root, 'tool')];
  const registry = new RunRegistry([root], knownPrograms(...programs), nothing, nothing);
  onTestFinished(() => registry.close());
  const [program] = programs;
  if (!program) throw new Error('no program');
  return { root, program, registry };
}

test('a prepared run is followed while its program writes', async () => {
  const { root, program, registry } = await setting();
  const { run, env } = await registry.prepare(program, ['-x']);
  const trace = env['AUTOJIT_TRACE'] ?? '';
  expect(trace).toBe(join(root, '.autojit/runs', `${run}.jsonl`));
  expect(registry.get(run)?.summary()).toMatchObject({ status: 'starting', args: ['-x'] });
  expect(registry.argsOf(program.path)).toEqual(['-x']);
  writeFileSync(trace, line(start(program.path, ['-x']), process.pid) + materialized(1, process.pid));
  await until('the function is materialized', () => registry.get(run)?.summary().materialized === 1);
  expect(registry.get(run)?.status).toBe('running');
  appendFileSync(trace, exited(process.pid));
  await registry.finish(run, { kind: 'reported', exitCode: 0 });
  expect(registry.get(run)?.status).toBe('exited');
});

test('several runs at once keep their own states; the latest is shown', async () => {
  const { program, registry } = await setting();
  const first = await registry.prepare(program, ['1']);
  const second = await registry.prepare(program, ['2'], { once: true });
  expect(registry.argsOf(program.path), 'what is for one run alone is no habit').toEqual(['1']);
  writeFileSync(
    first.env['AUTOJIT_TRACE'] ?? '',
    line(start(program.path), process.pid) + materialized(0, process.pid),
  );
  const later = line({ ...start(program.path), wall: 1_700_000_000_500 } as never, process.pid);
  writeFileSync(second.env['AUTOJIT_TRACE'] ?? '', later + materialized(1, process.pid));
  await until('both run', () => registry.list().every((run) => run.status === 'running'));
  const functionsOf = (run?: string): number[] => [...registry.overlay(program, run).overlay.functions.keys()];
  expect(functionsOf(first.run)).toEqual([0]);
  expect(functionsOf(second.run)).toEqual([1]);
  expect(functionsOf()).toEqual([1]);
});

test('a run that nobody waits for crashed when its process is gone', async () => {
  const { program, registry } = await setting();
  const { run, env } = await registry.prepare(program, []);
  writeFileSync(env['AUTOJIT_TRACE'] ?? '', line(start(program.path), gonePid) + materialized(0, gonePid));
  await until('it is crashed', () => registry.get(run)?.status === 'crashed');
});

test('a run whose terminal went first ends when its program does, as was noted or as a person wanted', async () => {
  const { program, registry } = await setting();
  for (const noted of [true, false]) {
    const { run, env, kept } = await registry.prepare(program, []);
    const child = spawn('sleep', ['600']);
    const pid = child.pid ?? 0;
    writeFileSync(env['AUTOJIT_TRACE'] ?? '', line(start(program.path), pid) + materialized(0, pid));
    await registry.finish(run, { kind: 'gone', stopped: !noted });
    expect(registry.get(run)?.status).toBe('running');
    if (noted) writeFileSync(`${kept}.end`, '{"format":"autojit-end","version":1,"signal":"SIGHUP","stopped":true}\n');
    child.kill('SIGKILL');
    await until('it is stopped', () => registry.get(run)?.status === 'stopped');
  }
});

test('how a debugger or a person ended a run is known in the next session', async () => {
  const { root, program, registry } = await setting();
  const ends = [
    { kind: 'certain', exitCode: 5, signal: null } as const,
    { kind: 'certain', exitCode: null, signal: 'SIGSEGV' } as const,
    { kind: 'gone', stopped: true } as const,
  ];
  for (const end of ends) {
    const { run, env } = await registry.prepare(program, []);
    writeFileSync(env['AUTOJIT_TRACE'] ?? '', line(start(program.path), gonePid) + materialized(0, gonePid));
    await registry.finish(run, end);
  }
  const summaries = (of: RunRegistry): object[] =>
    of
      .summaries()
      .sort((a, b) => a.id.localeCompare(b.id))
      .map(({ status, exitCode, signal }) => ({ status, exitCode, signal }));
  expect(summaries(registry)).toEqual([
    { status: 'exited', exitCode: 5, signal: undefined },
    { status: 'crashed', exitCode: undefined, signal: 'SIGSEGV' },
    { status: 'stopped', exitCode: undefined, signal: undefined },
  ]);
  const next = new RunRegistry([root], knownPrograms(program), nothing, nothing);
  onTestFinished(() => next.close());
  await next.adoptRecent([join(root, '.autojit/runs')]);
  expect(summaries(next)).toEqual(summaries(registry));
});

test('a restart says which run it restarts', async () => {
  const { program, registry } = await setting();
  const first = await registry.prepare(program, ['-x']);
  const second = await registry.prepare(program, ['-x'], { restarts: first.run });
  expect(registry.get(second.run)?.summary()).toMatchObject({ args: ['-x'], restarts: first.run });
  expect(registry.get(first.run)?.summary().restarts).toBeUndefined();
});

test('a run of a shell or an earlier session is adopted with its end', async () => {
  const { root, program, registry } = await setting();
  const folder = join(root, '.autojit/runs');
  mkdirSync(folder, { recursive: true });
  const trace = join(folder, 'shell.jsonl');
  writeFileSync(trace, line(start(program.path, ['-v'])) + materialized(1) + exited());
  writeFileSync(join(folder, 'other.jsonl'), line(start('/elsewhere/prog')));
  writeFileSync(join(folder, 'garbage.jsonl'), 'no trace');
  await registry.adoptRecent([folder]);
  expect(registry.list().map((run) => run.summary())).toMatchObject([
    { id: 'shell', name: 'app -v', status: 'exited', materialized: 1 },
  ]);
});

test('a trace is adopted when its first line comes after the file was seen', async () => {
  const { root, program, registry } = await setting();
  const folder = join(root, '.autojit/runs');
  mkdirSync(folder, { recursive: true });
  const trace = join(folder, 'other-window.jsonl');
  const text = line(start(program.path)) + materialized(1) + exited();
  writeFileSync(trace, '');
  const adopted = registry.adopt(trace);
  await sleep(60);
  writeFileSync(trace, text.slice(0, 20));
  await sleep(60);
  expect(registry.list()).toEqual([]);
  writeFileSync(trace, text);
  await adopted;
  expect(registry.list().map((run) => run.summary())).toMatchObject([{ id: 'other-window', status: 'exited' }]);
});

test('a trace that never begins is waited for until the window closes', async () => {
  const { root, registry } = await setting();
  const folder = join(root, '.autojit/runs');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'empty.jsonl'), '');
  await registry.adoptRecent([folder]);
  const adopted = registry.adopt(join(folder, 'empty.jsonl'));
  await registry.close();
  await adopted;
  expect(registry.list()).toEqual([]);
});

test('a program that another one starts is a run of its own', async () => {
  const { root, program, registry } = await setting();
  const { env } = await registry.prepare(program, []);
  const tool = join(root, 'tool');
  const self = process.pid;
  writeFileSync(
    env['AUTOJIT_TRACE'] ?? '',
    line(start(program.path), self) + line(start(tool), self + 1) + materialized(0, self) + materialized(1, self + 1),
  );
  await until(
    'both have a run',
    () => registry.list().length === 2 && registry.list().every((r) => r.state.materialized),
  );
  expect(registry.list().map((run) => run.init.program)).toEqual(expect.arrayContaining([program.path, tool]));
});

test('old traces make room', async () => {
  const { root, program, registry } = await setting();
  const folder = join(root, '.autojit/runs');
  mkdirSync(folder, { recursive: true });
  for (let n = 100; n < 160; n += 1) writeFileSync(join(folder, `0-${String(n)}.jsonl`), '');
  await registry.prepare(program, []);
  const left = readdirSync(folder);
  expect(left).toHaveLength(49);
  expect(left).toContain('0-159.jsonl');
  expect(left).not.toContain('0-100.jsonl');
});

test('an unknown run is refused', async () => {
  const { program, registry } = await setting();
  await expect(registry.finish('nope', { kind: 'gone' })).rejects.toThrow('There is no run nope');
  expect(() => registry.overlay(program, 'nope')).toThrow('There is no run nope');
});

test('an end that cannot be kept is said with the run, and the run ends', async () => {
  const { root, program, registry } = await setting();
  const { run, env } = await registry.prepare(program, []);
  writeFileSync(env['AUTOJIT_TRACE'] ?? '', line(start(program.path), gonePid) + materialized(0, gonePid));
  await until('the function is materialized', () => registry.get(run)?.summary().materialized === 1);
  rmSync(join(root, '.autojit/runs'), { recursive: true });
  await registry.finish(run, { kind: 'certain', exitCode: 3, signal: null }, 'what it wrote');
  const { status, exitCode, problems } = registry.get(run)?.summary() ?? {};
  expect({ status, exitCode }).toEqual({ status: 'exited', exitCode: 3 });
  expect(problems?.map(({ message }) => message)).toEqual([
    `Cannot keep what it wrote in ${join(root, '.autojit/runs')}: no such file or directory.`,
    `Cannot keep how it ended in ${join(root, '.autojit/runs')}: no such file or directory.`,
  ]);
});

test('on a full disk a run ends as it ended, and what could not be kept is said', async () => {
  const { root, program, registry } = await setting();
  const { run, env } = await registry.prepare(program, []);
  const trace = env['AUTOJIT_TRACE'] ?? '';
  writeFileSync(trace, line(start(program.path), gonePid) + materialized(0, gonePid));
  await until('the function is materialized', () => registry.get(run)?.summary().materialized === 1);
  // Each byte that is written there is one too many.
  for (const file of [keptFiles(trace).end, keptFiles(trace).output]) symlinkSync('/dev/full', file);
  await registry.finish(run, { kind: 'certain', exitCode: 3, signal: null }, 'what it wrote');
  const { status, exitCode, problems } = registry.get(run)?.summary() ?? {};
  expect({ status, exitCode }).toEqual({ status: 'exited', exitCode: 3 });
  const full = `in ${join(root, '.autojit/runs')}: no space left on the device.`;
  expect(problems?.map(({ message }) => message)).toEqual([
    `Cannot keep what it wrote ${full}`,
    `Cannot keep how it ended ${full}`,
  ]);
});

/** Traces of earlier sessions, oldest first. */
function oldTraces(root: string, program: string, count: number, pid = gonePid): string[] {
  const folder = join(root, '.autojit/runs');
  mkdirSync(folder, { recursive: true });
  return Array.from({ length: count }, (_, at) => {
    const trace = join(folder, `2023-${String(at).padStart(4, '0')}.jsonl`);
    writeFileSync(trace, line(start(program), pid) + exited(pid));
    return trace;
  });
}

test('of the runs of earlier sessions the last twenty are shown, however they are found', async () => {
  const { root, program, registry } = await setting();
  const traces = oldTraces(root, program.path, 60);
  await registry.adoptRecent([join(root, '.autojit/runs')]);
  for (const trace of traces) await registry.adopt(trace);
  expect(registry.summaries()).toHaveLength(20);
});

test('a session remembers as many ended runs as are kept on the disk', async () => {
  const { program, registry } = await setting();
  for (let at = 0; at < 55; at += 1) {
    const { run, env } = await registry.prepare(program, []);
    writeFileSync(env['AUTOJIT_TRACE'] ?? '', line(start(program.path), gonePid) + exited(gonePid));
    await registry.finish(run, { kind: 'certain', exitCode: 0, signal: null });
  }
  // The last one was over only after it had been added.
  expect(registry.summaries()).toHaveLength(51);
});

test('the trace of a program that still runs is not deleted, though it is the oldest', async () => {
  const { root, program, registry } = await setting();
  const [oldest = ''] = oldTraces(root, program.path, 60);
  // The first process of a daemon ends at once; a child of it goes on.
  appendFileSync(oldest, line(start(program.path), process.pid));
  await registry.prepare(program, []);
  const left = readdirSync(join(root, '.autojit/runs'));
  expect(left).toContain('2023-0000.jsonl');
  expect(left).not.toContain('2023-0001.jsonl');
  expect(left).toContain('2023-0059.jsonl');
});
