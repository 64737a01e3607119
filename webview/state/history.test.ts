import { expect, test } from 'vitest';
import { History } from './history.js';
import { startView } from './settings.js';

const at = (root: string) => ({ ...startView, root });

test('goes back and forward, and forgets what was ahead when the person goes elsewhere', () => {
  const history = new History();
  history.leave(at('a'));
  history.leave(at('b'));
  expect(history.back(at('c'))?.root).toBe('b');
  expect(history.forward(at('b'))?.root).toBe('c');
  expect(history.back(at('c'))?.root).toBe('b');
  history.leave(at('b'));
  expect(history.canGoForward).toBe(false);
  expect(history.back(at('d'))?.root).toBe('b');
  expect(history.back(at('b'))?.root).toBe('a');
  expect(history.back(at('a'))).toBeUndefined();
});
