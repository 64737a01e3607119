import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { temporaryFolder } from '../testing/temporary.js';
import { makeKey } from './keys.js';
import { openTransport } from './open.js';
import { readSettings } from './settings.js';

let home: string;
beforeEach(() => {
  home = temporaryFolder();
});

const { secretWord, publicWord } = makeKey();
const other = makeKey().publicWord;

function put(path: string, text: string, mode = 0o600): string {
  const file = join(home, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text, { mode });
  chmodSync(file, mode);
  return file;
}

const configure = (text: string, mode?: number): string =>
  put('.config/autojit/config.toml', `[remote]\n${text}`, mode);

test('where nothing is set up there is no team cache', async () => {
  expect(await readSettings({ HOME: home })).toBeUndefined();
  configure(`trust = ["${publicWord}"]`);
  expect(await readSettings({ HOME: home })).toBeUndefined();
  configure('url = "/shared"');
  expect(await readSettings({ HOME: home, AUTOJIT_REMOTE: 'off' })).toBeUndefined();
});

test('a reader has an address, a token and whom it trusts', async () => {
  put('.config/autojit/token', 'abc\n');
  configure(`url = "https://cache.example/x"\ntoken-file = "token"\ntrust = ["${publicWord}"]`);
  expect(await readSettings({ HOME: home })).toEqual({
    url: 'https://cache.example/x',
    token: 'abc',
    trust: [publicWord],
    signing: undefined,
    isKeyShared: false,
  });
});

test('who signs trusts itself, by a file or by the word itself', async () => {
  put('.config/autojit/team.key', `${secretWord}\n`);
  configure('url = "/shared"\nsign = "team.key"');
  expect(await readSettings({ HOME: home })).toMatchObject({ trust: [publicWord], signing: { publicWord } });
  const env = {
    HOME: temporaryFolder(),
    AUTOJIT_REMOTE: '/shared',
    AUTOJIT_REMOTE_KEY: secretWord,
    AUTOJIT_REMOTE_TRUST: other,
  };
  expect(await readSettings(env)).toMatchObject({ trust: [other, publicWord], signing: { publicWord } });
});

test('the environment comes before the file, and read-only holds for it too', async () => {
  configure('url = "/shared"\nread-only = true');
  const env = { HOME: home, AUTOJIT_REMOTE: '/other', AUTOJIT_REMOTE_KEY: secretWord, AUTOJIT_REMOTE_TOKEN: 't' };
  expect(await readSettings(env)).toMatchObject({ url: '/other', token: 't', signing: undefined });
});

describe('what is not taken', () => {
  test('a file that others can write', async () => {
    configure('url = "/shared"', 0o666);
    await expect(readSettings({ HOME: home })).rejects.toThrow('nobody else can write');
  });

  test.each([
    ['token', 'token-file', 'abc'],
    ['team.key', 'sign', secretWord],
  ])('a file %s that others can write', async (name, setting, text) => {
    put(`.config/autojit/${name}`, text, 0o620);
    configure(`url = "/shared"\n${setting} = "${name}"`);
    await expect(readSettings({ HOME: home })).rejects.toThrow(
      `${name}: it must be a file of yours that nobody else can write`,
    );
    put(`.config/autojit/${name}`, text, 0o600);
    await expect(readSettings({ HOME: home })).resolves.toBeDefined();
  });

  test('words that nobody knows: a misspelt setting is no silence', async () => {
    configure('url = "/shared"\nread_only = true');
    await expect(readSettings({ HOME: home })).rejects.toThrow('read_only');
  });

  test('a private key in the place of a public one, which is not repeated', async () => {
    configure(`url = "/shared"\ntrust = ["${secretWord}"]`);
    const said = await readSettings({ HOME: home }).catch(String);
    expect(said).toContain('is no public key');
    expect(said).not.toContain(secretWord);
  });

  test('no TOML, no key, no token', async () => {
    configure('url = ');
    await expect(readSettings({ HOME: home })).rejects.toThrow('config.toml');
    configure('url = "/shared"\nsign = "none.key"');
    await expect(readSettings({ HOME: home })).rejects.toThrow('none.key');
    configure('url = "/shared"\ntoken-file = "none"');
    await expect(readSettings({ HOME: home })).rejects.toThrow('none');
  });
});

test('an address is shown without what is secret in it', async () => {
  const transport = await openTransport({ url: 'https://user:secret@cache.example/x?token=more#y', token: undefined });
  expect(transport.shown).toBe('https://cache.example/x/');
  const redis = await openTransport({ url: 'redis://user:secret@cache.example', token: 'more' });
  expect(redis.shown).toBe('redis://cache.example');
  await expect(openTransport({ url: 'gopher://user:secret@x', token: undefined })).rejects.toThrow(
    /^(?!.*secret).*none that AutoJIT knows/,
  );
});
