// A server for a team's cache, and a wire that is slow: tc's netem needs a kernel module that containers and small virtual machines lack.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { Failure } from '../../tooling/exec.mjs';

const listening = (server) =>
  new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(server.address().port));
  });

async function freePort() {
  const server = net.createServer();
  const port = await listening(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** nginx with its DAV module, which keeps files in `folder`; ends with this process, or by `stop`. */
export async function startServer(folder) {
  // Its workers are another user where we are root.
  fs.chmodSync(folder, 0o755);
  for (const name of ['data', 'temp']) {
    fs.mkdirSync(path.join(folder, name), { recursive: true });
    fs.chmodSync(path.join(folder, name), 0o777);
  }
  const port = await freePort();
  const kept = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((n) => `${n}_temp_path ${folder}/temp/${n};`);
  const file = path.join(folder, 'nginx.conf');
  fs.writeFileSync(
    file,
    `daemon off; pid ${folder}/pid; events {}
http { access_log off; ${kept.join(' ')} client_max_body_size 1g;
server { listen 127.0.0.1:${port}; root ${folder}/data; location / { dav_methods PUT; create_full_put_path on; } } }
`,
  );
  const child = spawn('nginx', ['-c', file, '-p', folder, '-e', path.join(folder, 'error.log')], { stdio: 'ignore' });
  process.once('exit', () => child.kill());
  for (let tries = 0; tries < 100; tries++) {
    const connected = await new Promise((resolve) => {
      const socket = net.connect(port, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false));
      socket.on('connect', () => socket.end());
    });
    if (connected) return { port, stop: () => child.kill() };
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Failure('nginx does not answer.', { next: `see ${path.join(folder, 'error.log')}.` });
}

/** A port behind which everything that the server says comes later by so many milliseconds. */
export async function slowWire(port, ms) {
  const server = net.createServer((client) => {
    const upstream = net.connect(port, '127.0.0.1');
    const end = () => {
      client.destroy();
      upstream.destroy();
    };
    client.pipe(upstream);
    upstream.on('data', (bytes) => setTimeout(() => client.write(bytes), ms));
    upstream.on('end', () => setTimeout(() => client.end(), ms));
    client.on('error', end);
    upstream.on('error', end);
  });
  const slow = await listening(server);
  return { port: slow, stop: () => server.close() };
}
