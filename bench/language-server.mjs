// A language server as an editor runs it, over stdio.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';

const { createMessageConnection, StreamMessageReader, StreamMessageWriter } = createRequire(import.meta.url)(
  'vscode-jsonrpc/node',
);

export class LanguageServer {
  constructor(command, args, options = {}) {
    this.child = spawn(command, args, { stdio: ['pipe', 'pipe', options.quiet ? 'ignore' : 'inherit'], ...options });
    this.connection = createMessageConnection(
      new StreamMessageReader(this.child.stdout),
      new StreamMessageWriter(this.child.stdin),
    );
    this.connection.listen();
  }

  ask(method, params) {
    return this.connection.sendRequest(method, params);
  }

  tell(method, params) {
    return this.connection.sendNotification(method, params);
  }

  /** The first notification of this method that `good` accepts. */
  heard(method, good) {
    return new Promise((resolve) => {
      const listener = this.connection.onNotification(method, (params) => {
        if (!good(params)) return;
        listener.dispose();
        resolve(params);
      });
    });
  }

  get megabytes() {
    const status = fs.readFileSync(`/proc/${this.child.pid}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1000;
  }

  /** As an editor does it. */
  async stop() {
    const gone = new Promise((resolve) => this.child.once('exit', resolve));
    await this.ask('shutdown');
    await this.tell('exit');
    await gone;
    this.connection.dispose();
  }
}

export const p95 = (values) => values.sort((a, b) => a - b)[Math.floor(values.length * 0.95)];

export async function timed(work) {
  const started = performance.now();
  await work();
  return performance.now() - started;
}
