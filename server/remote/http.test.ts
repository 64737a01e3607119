import { randomBytes } from 'node:crypto';
import { createServer, type AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { checking } from '../testing/checking-server.js';
import { id, makeEntry } from '../testing/log-entries.js';
import { httpServer, keeping, socketServer, type Handler } from '../testing/servers.js';
import { writeAnswer } from './action-result.js';
import { HttpTransport } from './http.js';
import { digestOf, makeKey, readSecretKey, type SigningKey } from './keys.js';
import type { SharedProgram } from './names.js';
import { pull } from './pull.js';
import { push } from './push.js';
import { TeamCache } from './team-cache.js';

const ci = readSecretKey(makeKey().secretWord) as SigningKey;
const app: SharedProgram = {
  build: '0123456789abcdef0123456789abcdef',
  name: 'app',
  modules: ['a', 'b', 'c', 'd', 'e', 'f'].map((digit) => ({
    id: id(digit),
    portable: id(digit),
    source: 'x.c',
    slots: 2,
  })),
};
const log = app.modules.map((module) => makeEntry([module.id], 0));
/** Long enough for a busy machine to answer; only what never answers waits for it. */
const PATIENCE = 1000;

function cacheAt(url: string, { token, signing }: { token?: string; signing?: SigningKey } = {}): TeamCache {
  const transport = new HttpTransport(new URL(url), token, PATIENCE);
  return new TeamCache(transport, [ci.publicWord], signing, AbortSignal.timeout(20_000));
}

const take = (cache: TeamCache): Promise<unknown[]> => pull(cache, app, () => false);

describe('a server that keeps files', () => {
  test('serves what was pushed, in as many requests as a list, a bundle and what leads to them', async () => {
    const server = await httpServer(keeping());
    expect(await push(cacheAt(server.url, { signing: ci }), app, log)).toEqual({
      functions: 6,
      added: 6,
      complete: true,
    });
    server.requests.length = 0;
    const reader = cacheAt(server.url);
    expect(await take(reader)).toHaveLength(6);
    expect(server.requests).toHaveLength(3);
    expect(reader.counts).toMatchObject({ requests: 3, misses: {} });
  });

  test('may lie below a path, and want a name and a password, or a token', async () => {
    const seen: (string | undefined)[] = [];
    const keep = keeping();
    const handler: Handler = (request, response, body) => {
      seen.push(request.headers.authorization);
      keep(request, response, body);
    };
    const server = await httpServer(handler);
    await push(cacheAt(`${server.url.replace('//', '//me:pass%20word@')}some/where`, { signing: ci }), app, log);
    expect(new Set(seen)).toEqual(new Set([`Basic ${Buffer.from('me:pass word').toString('base64')}`]));
    expect(server.requests.every((request) => /^[A-Z]+ \/some\/where\/(ac|cas)\/[0-9a-f]{64}$/.test(request))).toBe(
      true,
    );
    seen.length = 0;
    expect(await take(cacheAt(`${server.url}some/where/`, { token: 'T' }))).toHaveLength(6);
    expect(new Set(seen)).toEqual(new Set(['Bearer T']));
  });

  test('is not asked more than 16 things at once', async () => {
    const keep = keeping();
    let now = 0;
    let most = 0;
    const server = await httpServer((request, response, body) => {
      most = Math.max(most, ++now);
      setTimeout(() => {
        now -= 1;
        keep(request, response, body);
      }, 5);
    });
    const cache = cacheAt(server.url, { signing: ci });
    await Promise.all(Array.from({ length: 100 }, () => cache.keep(randomBytes(100))));
    expect(most).toBe(16);
  });
});

/** What a reader meets: no functions, a reason, and an end after a few questions. */
async function misses(handler: Handler): Promise<{ misses: object; problem: string | undefined; asked: number }> {
  const server = await httpServer(handler);
  const cache = cacheAt(server.url);
  expect(await take(cache)).toEqual([]);
  return { misses: cache.counts.misses, problem: cache.problem, asked: server.requests.length };
}

const answering =
  (status: number, text = '', headers = {}): Handler =>
  (_, response) =>
    response.writeHead(status, headers).end(text);

describe('a server that checks ActionResults', () => {
  test('takes all that is pushed, and gives it back', async () => {
    const refused: string[] = [];
    const server = await httpServer(checking(refused));
    expect(await push(cacheAt(server.url, { signing: ci }), app, log)).toMatchObject({ complete: true });
    expect(refused).toEqual([]);
    expect(await take(cacheAt(server.url))).toHaveLength(6);
  });

  test('refuses what is none, a blob with another hash, and an answer whose blob is not there', async () => {
    const refused: string[] = [];
    const { url } = await httpServer(checking(refused));
    const put = (path: string, body: Buffer): Promise<number> =>
      fetch(`${url}${path}`, { method: 'PUT', body: new Uint8Array(body) }).then(({ status }) => status);
    const absent = writeAnswer({ blob: digestOf(Buffer.from('x')), signature: Buffer.alloc(0) });
    expect(await put(`ac/${id('1')}`, Buffer.from('<html>'))).toBe(400);
    expect(await put(`ac/${id('1')}`, absent)).toBe(400);
    expect(await put(`cas/${id('1')}`, Buffer.from('x'))).toBe(400);
    expect(await put(`cas/${digestOf(Buffer.from('x')).hash}`, Buffer.from('x'))).toBe(201);
    expect(await put(`ac/${id('1')}`, absent)).toBe(201);
    expect(refused).toHaveLength(3);
  });
});

test('a wire of 1 MB a second is waited for, and asked no more often than another', async () => {
  const files = new Map<string, Buffer>();
  const keep = keeping(files);
  const STEP = 10_000;
  const server = await httpServer((request, response, body) => {
    const known = request.method === 'GET' ? files.get(request.url ?? '') : undefined;
    if (!known) return keep(request, response, body);
    response.writeHead(200, { 'content-length': known.length });
    let at = 0;
    const timer = setInterval(() => {
      response.write(known.subarray(at, at + STEP));
      at += STEP;
      if (at < known.length) return;
      clearInterval(timer);
      response.end();
    }, STEP / 1000);
  });
  const large = makeEntry([id('a')], 1, randomBytes(150_000).toString('hex'));
  await push(cacheAt(server.url, { signing: ci }), app, [...log, large]);
  server.requests.length = 0;
  const started = performance.now();
  const cache = cacheAt(server.url);
  expect(await take(cache)).toHaveLength(7);
  expect(cache.counts.received).toBeGreaterThan(150_000);
  expect(performance.now() - started).toBeGreaterThan(150);
  expect(server.requests).toHaveLength(4);
});

describe('a server that is not well', () => {
  test('404: nobody pushed it, and nothing is wrong', async () => {
    expect(await misses(answering(404))).toEqual({ misses: { absent: 8 }, problem: undefined, asked: 8 });
  });

  test('403 and 401: refused, and not asked for ever', async () => {
    expect(await misses(answering(403))).toMatchObject({ misses: { refused: 8 }, problem: 'HTTP 403 Forbidden' });
    const cache = cacheAt((await httpServer(answering(401))).url, { signing: ci });
    expect(await push(cache, app, log)).toMatchObject({ complete: false });
    expect(cache.problem).toBe('HTTP 401 Unauthorized');
    expect(cache.away).toBe('HTTP 401 Unauthorized');
  });

  test('507: it is full; what is read goes on', async () => {
    const keep = keeping();
    const full: Handler = (request, response, body) =>
      request.method === 'PUT' ? answering(507)(request, response, body) : keep(request, response, body);
    const cache = cacheAt((await httpServer(full)).url, { signing: ci });
    expect(await push(cache, app, log)).toMatchObject({ complete: false });
    expect(cache.problem).toBe('HTTP 507 Insufficient Storage');
  });

  test('500: it is asked a few times, then not any more', async () => {
    const { problem, asked, misses: counts } = await misses(answering(500));
    expect({ problem, counts }).toMatchObject({
      problem: 'HTTP 500 Internal Server Error',
      counts: { failed: expect.any(Number) as number },
    });
    expect(asked).toBeLessThanOrEqual(8);
  });

  test('another place: it is not followed, and the token stays here', async () => {
    const elsewhere = await httpServer(answering(200, 'mine'));
    const { problem } = await misses(answering(302, '', { location: elsewhere.url }));
    expect(problem).toContain('redirections are not followed');
    expect(elsewhere.requests).toEqual([]);
  });

  test('a page of its own (a captive portal): damaged', async () => {
    expect(await misses(answering(200, '<html>Please log in</html>'))).toMatchObject({ misses: { damaged: 8 } });
  });

  test('noise: damaged', async () => {
    const noise: Handler = (_, response) => response.writeHead(200).end(randomBytes(3000));
    expect(await misses(noise)).toMatchObject({ misses: { damaged: 8 } });
  });

  test('an answer without end: it is not read for ever', async () => {
    const endless: Handler = (_, response) => {
      response.writeHead(200);
      const timer = setInterval(() => response.write(Buffer.alloc(1 << 16)), 1);
      response.on('close', () => clearInterval(timer));
    };
    expect((await misses(endless)).problem).toContain('it sent more than');
  });

  test('half a body: a miss', async () => {
    const half: Handler = (_, response) => {
      response.writeHead(200, { 'content-length': 1000 });
      response.write(Buffer.alloc(500));
      setTimeout(() => response.destroy(), 5);
    };
    const { misses: counts, problem } = await misses(half);
    expect(Object.keys(counts).every((miss) => ['failed', 'away'].includes(miss))).toBe(true);
    expect(problem).toBeDefined();
  });

  test('half a body without a length: the hash says so', async () => {
    const files = new Map<string, Buffer>();
    const keep = keeping(files);
    const server = await httpServer((request, response, body) => {
      const known = files.get(request.url ?? '');
      if (request.method !== 'GET' || !known || !request.url?.startsWith('/cas/')) return keep(request, response, body);
      response.writeHead(200, { connection: 'close' }).end(known.subarray(0, known.length / 2));
    });
    await push(cacheAt(server.url, { signing: ci }), app, log);
    const cache = cacheAt(server.url);
    expect(await take(cache)).toEqual([]);
    expect(Object.keys(cache.counts.misses)).toEqual(['damaged']);
  });
});

test('a connection that the server ended while it rested is no failure: the question is asked again on a new one', async () => {
  let answered = 0;
  const server = await socketServer((socket) => {
    let asked = 0;
    socket.on('data', () => {
      if (asked++ > 0) return socket.resetAndDestroy();
      answered += 1;
      return socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx');
    });
  });
  const transport = new HttpTransport(new URL(server.url), undefined, PATIENCE);
  for (const time of [1, 2, 3]) {
    const reply = await transport.get('ac', 'a', 10, AbortSignal.timeout(20_000));
    expect(reply).toMatchObject({ kind: 'found' });
    expect(answered).toBe(time);
  }
  await transport.close();
});

describe('what is no server', () => {
  test('a black hole, which takes connections and says nothing: one wait, then nothing is asked any more', async () => {
    const hole = await socketServer(() => undefined);
    const cache = cacheAt(hole.url);
    expect(await take(cache)).toEqual([]);
    expect(cache.away).toBe(`no answer within ${String(PATIENCE)} ms`);
    expect(cache.counts).toMatchObject({ requests: 1, misses: { failed: 1, away: 7 } });
  });

  test('nobody there: the probe says so', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    const cache = cacheAt(`http://127.0.0.1:${String(port)}/`);
    expect(await cache.probe(1000)).toBe(false);
    expect(cache.problem).toContain('ECONNREFUSED');
    expect(await take(cache)).toEqual([]);
    expect(cache.counts).toMatchObject({ requests: 0, misses: { away: 8 } });
  });

  test('a wire into nowhere: the probe ends by itself', async () => {
    const transport = new HttpTransport(new URL('http://192.0.2.1:81/'), undefined, PATIENCE);
    expect(await transport.probe(50)).toBeDefined();
  });

  test('what a server says is one line, and does not steer a terminal', async () => {
    const rude = await socketServer((socket) => socket.end('HTTP/1.1 500 \x1b[2J\x07it broke\r\n\r\n'));
    const cache = cacheAt(rude.url);
    expect(await take(cache)).toEqual([]);
    expect(cache.problem).toMatch(/^\P{Cc}+$/u);
  });

  test('another protocol: a miss', async () => {
    const ssh = await socketServer((socket) => socket.end('SSH-2.0-OpenSSH_9.2p1\r\n'));
    const cache = cacheAt(ssh.url);
    expect(await take(cache)).toEqual([]);
    expect(cache.problem).toBeDefined();
  });
});

test('the whole time that a command has ends it too', async () => {
  const drip: Handler = (_, response) => {
    response.writeHead(200);
    const timer = setInterval(() => response.write('.'), 20);
    response.on('close', () => clearInterval(timer));
  };
  const server = await httpServer(drip);
  const transport = new HttpTransport(new URL(server.url), undefined, PATIENCE);
  const cache = new TeamCache(transport, [], undefined, AbortSignal.timeout(200));
  expect(await take(cache)).toEqual([]);
  expect(cache.problem).toBe('the time for it is over');
});

test('a slow server is waited for as long as something comes', async () => {
  const keep = keeping();
  const files = new Map<string, Buffer>();
  const server = await httpServer((request, response, body) => {
    const known = request.method === 'GET' ? files.get(request.url ?? '') : undefined;
    if (!known)
      return request.method === 'PUT' ? keeping(files)(request, response, body) : keep(request, response, body);
    response.writeHead(200, { 'content-length': known.length });
    let at = 0;
    const timer = setInterval(() => {
      const step = Math.ceil(known.length / 10);
      response.write(known.subarray(at, at + step));
      at += step;
      if (at >= known.length) response.end(() => clearInterval(timer));
      if (at >= known.length) clearInterval(timer);
    }, PATIENCE / 40);
  });
  await push(cacheAt(server.url, { signing: ci }), app, log);
  expect(await take(cacheAt(server.url))).toHaveLength(6);
});
