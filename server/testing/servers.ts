import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createSocket, type AddressInfo, type Server, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

async function listen(server: Server, sockets: Set<Socket>): Promise<number> {
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

/** One that nobody listens at. */
export async function freePort(): Promise<number> {
  const server = createSocket();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export type Handler = (request: IncomingMessage, response: ServerResponse, body: Buffer) => void;

export interface TestServer {
  url: string;
  /** `GET /ac/…`, in the order in which they came. */
  requests: string[];
  /** Connections that are open. */
  sockets: Set<Socket>;
}

/** A server of HTTP that answers as the test says. */
export async function httpServer(handler: Handler): Promise<TestServer> {
  const requests: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      requests.push(`${request.method ?? ''} ${request.url ?? ''}`);
      handler(request, response, Buffer.concat(parts));
    });
  });
  return { url: `http://127.0.0.1:${String(await listen(server, sockets))}/`, requests, sockets };
}

/** A server that keeps what it is given, as a plain DAV server does. */
export function keeping(files = new Map<string, Buffer>()): Handler {
  return ({ method, url = '' }, response, body) => {
    const known = files.get(url);
    if (method === 'PUT') {
      files.set(url, body);
      response.writeHead(known ? 204 : 201).end();
    } else if (known)
      response.writeHead(200, { 'content-length': known.length }).end(method === 'HEAD' ? undefined : known);
    else response.writeHead(404).end('not here');
  };
}

/** Whatever takes connections and speaks no HTTP. */
export async function socketServer(talk: (socket: Socket) => void): Promise<TestServer> {
  const sockets = new Set<Socket>();
  const server = createSocket(talk);
  return { url: `http://127.0.0.1:${String(await listen(server, sockets))}/`, requests: [], sockets };
}
