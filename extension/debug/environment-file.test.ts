import { expect, test } from 'vitest';
import { parseEnvironment } from './environment-file.js';

test('names and values are read, comments and quotes are not part of them', () => {
  const text = '# paths\nexport A=1\nB = two words # why\n\nC="line\\nbreak # kept" # c\r\nD=\'raw \\n\'\nE=\nF=a=b';
  expect(parseEnvironment(text, '.env')).toEqual({
    ...{ A: '1', B: 'two words', C: 'line\nbreak # kept', D: 'raw \\n', E: '', F: 'a=b' },
  });
});

test('a line that is none is named', () => {
  expect(() => parseEnvironment('A=1\n1B=2', '/w/.env')).toThrow('/w/.env:2: this is not NAME=value.');
});
