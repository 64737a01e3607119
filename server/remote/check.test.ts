import { expect, test } from 'vitest';
import { httpServer, keeping } from '../testing/servers.js';
import { temporaryFolder } from '../testing/temporary.js';
import { checkTeamCache } from './check.js';
import { makeKey } from './keys.js';

const check = (env: NodeJS.ProcessEnv) => checkTeamCache({ HOME: temporaryFolder(), ...env });
const trust = makeKey().publicWord;

test('where no server is named nothing is checked', async () => {
  expect(await check({})).toBeUndefined();
});

test('a server that answers and somebody who is trusted', async () => {
  const { url } = await httpServer(keeping());
  expect(await check({ AUTOJIT_REMOTE: url, AUTOJIT_REMOTE_TRUST: trust })).toMatchObject({ ok: true, path: url });
  expect(await check({ AUTOJIT_REMOTE: url })).toMatchObject({
    ok: false,
    help: expect.stringContaining('you trust nobody') as string,
  });
});

test('a key that signs and is trusted too is named with its risk; one that others trust is not', async () => {
  const { url } = await httpServer(keeping());
  const { secretWord, publicWord } = makeKey();
  const env = { AUTOJIT_REMOTE: url, AUTOJIT_REMOTE_KEY: secretWord };
  const risk = expect.stringContaining('each member can run code on the machines of all the others') as string;
  expect(await check(env)).toMatchObject({ ok: true, note: risk });
  expect(await check({ ...env, AUTOJIT_REMOTE_TRUST: `${trust},${publicWord}` })).toMatchObject({ note: risk });
  expect(await check({ ...env, AUTOJIT_REMOTE_TRUST: trust })).toMatchObject({
    ok: true,
    note: expect.not.stringContaining('each member') as string,
  });
});

test('what is wrong is said: refused, nobody there, a setting', async () => {
  const { url } = await httpServer((_, response) => response.writeHead(401).end());
  expect(await check({ AUTOJIT_REMOTE: url })).toMatchObject({
    ok: false,
    help: expect.stringContaining('HTTP 401') as string,
  });
  expect(await check({ AUTOJIT_REMOTE: 'http://127.0.0.1:9' })).toMatchObject({
    ok: false,
    help: expect.stringContaining('ECONNREFUSED') as string,
  });
  expect(await check({ AUTOJIT_REMOTE: 'http://x', AUTOJIT_REMOTE_TRUST: 'x' })).toMatchObject({
    ok: false,
    help: expect.stringContaining('no public key') as string,
  });
});
