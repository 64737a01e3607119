import { expect, test } from 'vitest';
import { readAnswer, writeAnswer } from './action-result.js';
import { digestOf, isPublicWord, judge, makeKey, readSecretKey, signFor, type SigningKey } from './keys.js';

function newKey(): SigningKey {
  const { secretWord, publicWord } = makeKey();
  const key = readSecretKey(`${secretWord}\n`);
  if (!key) throw new Error('a key that was just made is none');
  expect(key.publicWord).toBe(publicWord);
  return key;
}

const key = newKey();
const blob = digestOf(Buffer.from('blob'));
const signature = signFor('key', blob, key);

test('who is trusted is believed', () => {
  expect(judge(signature, 'key', blob, [newKey().publicWord, key.publicWord])).toBe('trusted');
});

test('who is not trusted is not, nor is anybody where nobody is', () => {
  expect(judge(signature, 'key', blob, [newKey().publicWord])).toBe('untrusted');
  expect(judge(signature, 'key', blob, [])).toBe('untrusted');
});

test('a signature is for one key, and for one blob', () => {
  expect(judge(signature, 'other key', blob, [key.publicWord])).toBe('forged');
  expect(judge(signature, 'key', digestOf(Buffer.from('Blob')), [key.publicWord])).toBe('forged');
  expect(judge(signature, 'key', { ...blob, size: 5 }, [key.publicWord])).toBe('forged');
});

test('the name of a trusted key before a signature of another one is a forgery', () => {
  const stolen = Buffer.concat([signature.subarray(0, 32), signFor('key', blob, newKey()).subarray(32)]);
  expect(judge(stolen, 'key', blob, [key.publicWord])).toBe('forged');
});

test('no signature, or half of one, is none', () => {
  for (const part of [0, 1, 32, 95])
    expect(judge(signature.subarray(0, part), 'key', blob, [key.publicWord])).toBe('unsigned');
});

test('words that are no keys are none', () => {
  const { secretWord, publicWord } = makeKey();
  expect(readSecretKey(publicWord)).toBeUndefined();
  expect(readSecretKey(secretWord.slice(0, -1))).toBeUndefined();
  expect(isPublicWord(secretWord)).toBe(false);
  expect(isPublicWord(`${publicWord}A`)).toBe(false);
});

test('an answer says what was put into it; what is none says nothing', () => {
  expect(readAnswer(writeAnswer({ blob, signature }))).toEqual({ blob, signature });
  expect(readAnswer(Buffer.from('<html>not found</html>'))).toBeUndefined();
  expect(readAnswer(Buffer.alloc(0))).toBeUndefined();
});
