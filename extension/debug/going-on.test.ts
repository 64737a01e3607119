import { expect, test, vi } from 'vitest';
import { GoingOn } from './going-on.js';

vi.mock('vscode', () => import('../testing/vscode.js'));

const request = (command: string, seq: number) => ({ type: 'request', command, seq, arguments: {} });
const event = (name: string) => ({ type: 'event', event: name, seq: 0 });

/** Whether the adapter is asked for variables after all that was said. */
function passes(...said: ['asked' | 'hear', object][]): boolean {
  const goingOn = new GoingOn();
  for (const [how, message] of said) goingOn[how](message);
  return goingOn.asked(request('scopes', 9)) === undefined;
}

test.each(['continue', 'next', 'stepIn', 'stepOut'])('after "%s" frames are gone, until the next stop', (command) => {
  const resumed: ['asked', object] = ['asked', request(command, 3)];
  expect(passes()).toBe(true);
  expect(passes(resumed)).toBe(false);
  expect(passes(resumed, ['hear', event('stopped')])).toBe(true);
  // It may stop again before it is said that it went on.
  expect(
    passes(resumed, ['hear', event('stopped')], ['hear', { ...request('', 0), type: 'response', success: true }]),
  ).toBe(true);
});

test('what was continued in the console goes on too', () => {
  expect(passes(['hear', event('continued')])).toBe(false);
});

test('a program that could not go on stands where it was', () => {
  const refusal = (of: number): ['hear', object] => [
    'hear',
    { type: 'response', seq: 0, request_seq: of, success: false, command: 'continue' },
  ];
  expect(passes(['asked', request('continue', 3)], refusal(3))).toBe(true);
  expect(passes(['asked', request('continue', 3)], refusal(2))).toBe(false);
});

test('the answer is that of a program that runs', () => {
  const goingOn = new GoingOn();
  goingOn.asked(request('next', 3));
  expect(goingOn.asked(request('scopes', 4))).toMatchObject({
    type: 'response',
    request_seq: 4,
    command: 'scopes',
    success: false,
    message: 'notStopped',
  });
  expect(goingOn.asked(request('threads', 5))).toBeUndefined();
});
