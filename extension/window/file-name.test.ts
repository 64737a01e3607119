import { expect, test } from 'vitest';
import { fileNameOf } from './file-name.js';

test('letters of all languages stay in the name of a file, paths and line ends do not', () => {
  expect(fileNameOf('größe -x 数')).toBe('größe_-x_数');
  expect(fileNameOf('../a`b`\nc')).toBe('.._a_b_c');
  expect(fileNameOf('_ZN1a$_0E.cold')).toBe('_ZN1a$_0E.cold');
  expect([...fileNameOf('𝒙'.repeat(100))]).toHaveLength(60);
});
