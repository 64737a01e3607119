import { copyFileSync, renameSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test, vi } from 'vitest';
import { ModuleBuilds } from '../../server/reload/module-build.js';
import { reloadProcess } from '../../server/reload/reload.js';
import { ReloadProgram } from './reload-program.js';

/** `AUTOJIT_RELOADS=1000 npx vitest run --config test/builds/vitest.config.mts reload-growth`: a long run. */
const RELOADS = Number(process.env['AUTOJIT_RELOADS'] ?? 300);
/** After so many, a program has what it needs only once. */
const SETTLED = 50;
const LOOK = 10;

const TEXT = `#include <stdio.h>
#include <unistd.h>
static long version(void) { puts("a text of its own"); return 0; }
int main(void) { for (;;) { printf("version %ld\\n", version()); fflush(stdout); usleep(1000); } }
`;

async function resident(pid: number): Promise<number> {
  const status = await readFile(`/proc/${String(pid)}/status`, 'utf8');
  return 1024 * Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1]);
}

test('reloads in a row, more than there are places near a program, leave little beside what they bring', async () => {
  const program = new ReloadProgram({ 'app.c': TEXT }, ['cc', '-g', '-O0', 'app.c', '-o', 'app']);
  const app = path.join(program.folder, 'app');
  copyFileSync(app, `${app}-0`);
  await program.start();
  program.edit([['return 0', 'return 1']]);
  program.rebuild();
  copyFileSync(app, `${app}-1`);
  const builds = new ModuleBuilds();
  const looks: number[] = [];
  let brought = 0;
  for (let at = 1; at <= RELOADS; at += 1) {
    copyFileSync(`${app}-${String(at % 2)}`, `${app}.new`);
    renameSync(`${app}.new`, app);
    const connection = await program.connect();
    const from = program.output().length;
    const patch = vi.spyOn(connection, 'patch');
    const outcome = await reloadProcess(connection, builds);
    if (at > SETTLED) brought += patch.mock.calls.reduce((sum, [bytes]) => sum + bytes.length, 0);
    connection.end();
    expect(outcome, `reload ${String(at)}`).toMatchObject({ kind: 'reloaded', functions: ['version'] });
    await program.lineLike(new RegExp(`^version ${String(at % 2)}$`), from);
    if (at >= SETTLED && at % LOOK === 0) looks.push(await resident(program.process));
  }
  // An engine that has nothing to do for a while gives its memory back, which is many times as much; between, it says nothing about a reload.
  const rises = looks.slice(1).flatMap((now, at) => (now < (looks[at] ?? 0) ? [] : [now - (looks[at] ?? 0)]));
  expect(rises.length).toBeGreaterThan((RELOADS - SETTLED) / LOOK / 2);
  const grown = (rises.reduce((sum, one) => sum + one, 0) / rises.length / LOOK) * (RELOADS - SETTLED);
  const each = (bytes: number): string => (bytes / (RELOADS - SETTLED)).toFixed(0);
  console.log(`${String(RELOADS)} reloads; each brings ${each(brought)} bytes and code, and leaves ${each(grown)}`);
  // What was brought, its code, what the runtime notes of both, and pages that have just been begun.
  expect(grown).toBeLessThan(brought + 512 * (RELOADS - SETTLED) + 64 * 1024);
});

/** Each build of its own, as when a person edits: all that is read of one is another's. */
const BUILDS = 24;
const KNOWN = 8;
const PARTS = Array.from(
  { length: 300 },
  (_, part) => `int part${String(part)}(int a) { return a * ${String(part)} + 7; }`,
);

test('what was read of builds that passed is given back', async () => {
  const program = new ReloadProgram({ 'app.c': `${PARTS.join('\n')}\n${TEXT}` }, [
    'cc',
    '-g',
    '-O0',
    'app.c',
    '-o',
    'app',
  ]);
  await program.start();
  const builds = new ModuleBuilds();
  let known = 0;
  for (let at = 1; at <= BUILDS; at += 1) {
    program.edit([[`return ${String(at - 1)};`, `return ${String(at)};`]]);
    program.rebuild();
    const connection = await program.connect();
    const from = program.output().length;
    const outcome = await reloadProcess(connection, builds);
    connection.end();
    expect(outcome, `reload ${String(at)}`).toMatchObject({ kind: 'reloaded', functions: ['version'] });
    await program.lineLike(new RegExp(`^version ${String(at)}$`), from);
    if (at === KNOWN) known = await resident(program.process);
  }
  const each = ((await resident(program.process)) - known) / (BUILDS - KNOWN);
  console.log(`each build that passed leaves ${each.toFixed(0)} bytes`);
  // Its bodies alone have more than that, and what the engine makes of them many times as much.
  expect(each).toBeLessThan(64 * 1024);
});
