import { expect, test } from 'vitest';
import { event, start } from '../testing/trace.js';
import { Lineage, Processes } from './processes.js';

const begun = (pid: number, parent: number | undefined, wall: number) =>
  event({ ...start('/p'), ...(parent !== undefined && { parent }), wall } as Parameters<typeof event>[0], pid);
const made = (pid: number) =>
  event({ event: 'materialized', module: 'a'.repeat(64), slot: 0, tid: pid, ns: 1, bytes: 1 }, pid);
const ended = (pid: number) => event({ event: 'exited', status: 3, materialized: 0, engineNs: 0 }, pid);

test('each process has what it made, when it began, and how it ended', () => {
  const processes = new Processes();
  for (const one of [begun(1, 99, 1000), made(1), begun(2, 1, 1500), made(2), made(2), ended(2)]) processes.apply(one);
  expect(processes.list()).toEqual([
    { pid: 1, parent: 99, startedAt: 1000, materialized: 1, status: 'running' },
    { pid: 2, parent: 1, startedAt: 1500, materialized: 2, status: 'exited', exitCode: 3 },
  ]);
  expect([processes.offsetOf(1), processes.offsetOf(2)]).toEqual([0, 500]);
});

test('the lineage goes up to the launched process, whether all between are known or not', () => {
  const processes = new Processes();
  for (const one of [begun(1, 99, 0), begun(2, 1, 1), begun(3, 2, 2), begun(4, 77, 3), begun(5, undefined, 4)]) {
    processes.apply(one);
  }
  expect([1, 3, 4, 5].map((pid) => processes.lineageOf(pid))).toEqual([[1], [1, 2, 3], [1, 4], [1, 5]]);
});

test('a server that forks without end is bounded, and loses none that runs', () => {
  const processes = new Processes();
  processes.apply(begun(1, 0, 0));
  processes.apply(begun(2, 1, 0));
  for (let pid = 10; pid < 1010; pid += 1) for (const one of [begun(pid, 1, pid), ended(pid)]) processes.apply(one);
  const pids = processes.list().map(({ pid }) => pid);
  expect([processes.count, pids.length, pids[0], pids[1], pids.at(-1)]).toEqual([1002, 200, 1, 2, 1009]);
});

test('what an ancestor did after the fork is not the process’s', () => {
  const lineage = new Lineage([1, 2, 3]);
  const events = [begun(1, 0, 0), made(1), begun(2, 1, 1), made(1), made(2), begun(4, 1, 1), made(4), begun(3, 2, 2)];
  expect([...events, made(2), made(3)].map((one) => lineage.takes(one))).toEqual([
    ...[true, true, true, false, true, false, false, true],
    ...[false, true],
  ]);
});
