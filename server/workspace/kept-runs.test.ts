import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { linkCallGraph } from '../call-graph/link.js';
import { ManifestCache } from '../program/manifest-cache.js';
import { readAutojitProgram } from '../program/program-file.js';
import { Program } from '../program/program.js';
import { writeProgram } from '../testing/elf.js';
import { knownPrograms } from '../testing/known-programs.js';
import { manifest, writeManifest } from '../testing/manifests.js';
import { temporaryFolder } from '../testing/temporary.js';
import { line, start } from '../testing/trace.js';
import { OpenedRuns } from './opened-runs.js';
import { RunRegistry } from './run-registry.js';

const nothing = (): void => undefined;

const app = manifest('app.c', [{ name: 'main' }, { name: 'f' }, { name: 'small' }]);
const slot = (index: number) => ({ module: app.module, slot: index });

/** A registry, and a run in it that wrote a trace. */
async function setting() {
  const root = temporaryFolder();
  const store = join(root, '.autojit');
  writeManifest(store, app);
  writeProgram(join(root, 'app'), { modules: [{ id: app.module, source: 'app.c', slots: 3 }], store });
  const program = await Program.load(await readAutojitProgram(join(root, 'app')), new ManifestCache());
  const registry = new RunRegistry([root], knownPrograms(program), nothing, nothing);
  onTestFinished(() => registry.close());
  const { run, env, kept } = await registry.prepare(program, ['-x']);
  writeFileSync(
    env['AUTOJIT_TRACE'] ?? '',
    line(start(program.path, ['-x'])) +
      line({ event: 'materialized', ...slot(0), tid: 1, ns: 2_000_000, bytes: 8 }) +
      line({ event: 'materialized', ...slot(1), tid: 1, ns: 1000, bytes: 8, kept: true, caller: slot(0) }) +
      line({ event: 'inlined', ...slot(1), functions: [2] }),
  );
  return { root, program, registry, run, output: `${kept}.out`, end: `${kept}.end` };
}

test('the signal that ended a program is known from who waited for it, whatever a terminal reports', async () => {
  const { registry, run, end } = await setting();
  writeFileSync(end, '{"format":"autojit-end","version":1,"signal":"SIGSEGV"}\n');
  await registry.finish(run, { kind: 'reported', exitCode: 0 });
  const summary = registry.get(run)?.summary();
  expect(summary).toMatchObject({ status: 'crashed', signal: 'SIGSEGV', materialized: 2, kept: 1 });
  expect(summary?.exitCode).toBeUndefined();
  expect(summary?.problems[0]?.message).toContain('was ended by SIGSEGV');
});

test('an end that was noted in a way nobody knows counts for nothing', async () => {
  const { registry, run, end } = await setting();
  writeFileSync(end, '{"format":"autojit-end","version":2,"exit":7}\n');
  await registry.finish(run, { kind: 'reported', exitCode: 3 });
  expect(registry.get(run)?.summary()).toMatchObject({ status: 'crashed', exitCode: 3 });
});

test('what a program wrote is kept without colours, or passed on by who had it', async () => {
  const { registry, run, output } = await setting();
  expect(await registry.output(run)).toBeNull();
  writeFileSync(output, '\u001b[31mred\u001b[0m\r\nplain\r\n');
  expect(await registry.output(run)).toBe('red\nplain\n');
  await registry.finish(run, { kind: 'reported', exitCode: 0 }, 'from the debugger\n');
  expect(await registry.output(run)).toBe('from the debugger\n');
});

test('a run that was saved shows again where its program and its trace are gone', async () => {
  const { root, registry, run, output } = await setting();
  writeFileSync(output, 'hello\n');
  await registry.finish(run, { kind: 'reported', exitCode: 0 });
  const file = join(temporaryFolder(), 'slow.autojit-run');
  writeFileSync(file, await registry.save(run));
  rmSync(root, { recursive: true });
  const elsewhere = new RunRegistry([], knownPrograms(), nothing, nothing);
  const id = await elsewhere.opened.open(file);
  expect(elsewhere.summaries()).toMatchObject([{ id, name: 'app -x', materialized: 2, file }]);
  expect(elsewhere.timeline(id)?.materializations.map(({ label, ms }) => [label, ms])).toEqual([
    ['main', 2],
    ['f', 0.001],
  ]);
  expect(await elsewhere.output(id)).toBe('hello\n');
  expect(elsewhere.opened.close(id)).toBe(true);
  expect(elsewhere.summaries()).toEqual([]);
});

test('an opened run shows on the call graph of a later build, for the functions that it still has', async () => {
  const { registry, run } = await setting();
  await registry.finish(run, { kind: 'reported', exitCode: 0 });
  const file = join(temporaryFolder(), 'run');
  writeFileSync(file, await registry.save(run));
  const opened = new OpenedRuns();
  const id = await opened.open(file);
  const rebuilt = linkCallGraph([manifest('app.c', [{ name: 'new' }, { name: 'f' }, { name: 'small' }])]);
  const f = rebuilt.find('f') ?? -1;
  const overlay = opened.overlay(id, rebuilt);
  expect([...(overlay?.functions ?? [])].map(([index, { state, kept }]) => [index, state, kept])).toEqual([
    [f, 'materialized', true],
  ]);
  expect([...(overlay?.inlined ?? [])]).toEqual([[rebuilt.find('small'), new Set([f])]]);
});

test('a file that is no run, or of a later version, says so and what to do', async () => {
  const folder = temporaryFolder();
  const opened = new OpenedRuns();
  const open = (text: string) => {
    writeFileSync(join(folder, 'x'), text);
    return opened.open(join(folder, 'x'));
  };
  await expect(open('no JSON')).rejects.toThrow(/is not a run that AutoJIT saved\. Choose a file/);
  await expect(open('{"format":"autojit-run","version":2}')).rejects.toThrow(/has version 2 .* reads version 1/);
  await expect(open('{"format":"autojit-run","version":1}')).rejects.toThrow(/saved \(saved is not valid\)/);
  await expect(opened.open(join(folder, 'nowhere'))).rejects.toThrow(/no such file/);
});

test('a program that ended before its first event: what its runtime said is in the problem', async () => {
  const { registry, program } = await setting();
  const { run, kept } = await registry.prepare(program, []);
  writeFileSync(
    `${kept}.out`,
    'hello\r\nautojit: a.c: function main cannot be materialized: its store is gone; rebuild\r\n',
  );
  await registry.finish(run, { kind: 'certain', exitCode: null, signal: 'SIGABRT' });
  expect(registry.get(run)?.summary()).toMatchObject({
    status: 'crashed',
    problems: [
      {
        code: 'crashed',
        message:
          "app ended before its first event. AutoJIT's runtime in it said: a.c: function main cannot be materialized: its store is gone; rebuild.",
      },
    ],
  });
});
