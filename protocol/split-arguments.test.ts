import { describe, expect, it } from 'vitest';
import { joinArguments, splitArguments } from './split-arguments.js';

describe('splitArguments', () => {
  it('splits at spaces and keeps what is quoted', () => {
    expect(splitArguments(`-k  "two words" 'a\\b' c\\ d ""`)).toEqual(['-k', 'two words', 'a\\b', 'c d', '']);
  });
  it('says which quote is open', () => {
    expect(() => splitArguments('-c "open')).toThrow('The quote " is not closed.');
  });
  it('gives back what joinArguments was given', () => {
    const args = ['-1', '', 'with space', 'quote"and\\slash', "it's", '$HOME'];
    expect(splitArguments(joinArguments(args))).toEqual(args);
  });
});
