import { EventEmitter } from 'node:events';
import { expect, test, vi } from 'vitest';
import { startChild } from './child.js';

const started = vi.hoisted(() => ({ listeners: 0, killed: [] as string[] }));

vi.mock('node:child_process', () => ({
  spawn: () => {
    started.listeners = process.listenerCount('SIGTERM');
    const child = Object.assign(new EventEmitter(), { kill: (signal: string) => started.killed.push(signal) });
    setImmediate(() => child.emit('spawn'));
    return child;
  },
}));

test('signals are taken over before there is a program that somebody could see', async () => {
  const before = process.listenerCount('SIGTERM');
  await startChild('app', [], {});
  expect(started.listeners).toBe(before + 1);
  process.emit('SIGTERM', 'SIGTERM');
  expect(started.killed).toEqual(['SIGTERM']);
});
