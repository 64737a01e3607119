import { readFile } from 'node:fs/promises';
import type { DaemonStatus } from '../protocol/daemon.js';
import { formatAgo, formatBytes, formatCount, plural } from '../protocol/text.js';
import { DaemonConnection } from '../server/daemon/connection.js';
import { daemonFiles } from '../server/daemon/sockets.js';
import { describeSystemError } from '../server/support/problem.js';
import { ExitCode, Failure } from './support/failure.js';

interface Found {
  socket: string;
  connection: DaemonConnection;
}

async function running(): Promise<Found[]> {
  const found: Found[] = [];
  for (const socket of await daemonFiles('sock')) {
    const connection = await DaemonConnection.open(socket).catch((error: unknown) => {
      throw new Failure(`${error instanceof Error ? error.message : String(error)}.`, ExitCode.failed);
    });
    if (connection) found.push({ socket, connection });
  }
  return found;
}

const NONE = 'No daemon runs. AUTOJIT_ENGINE=daemon starts one with the first program, `autojitd` by hand.';

export async function daemonStatus(options: { json?: boolean }): Promise<void> {
  const statuses: (DaemonStatus & { socket: string })[] = [];
  for (const { socket, connection } of await running()) {
    statuses.push({ socket, ...(await connection.status()) });
    connection.end();
  }
  if (options.json) console.log(JSON.stringify(statuses, null, 2));
  else if (statuses.length === 0) console.log(NONE);
  else for (const status of statuses) console.log(describe(status).join('\n'));
}

function describe(status: DaemonStatus & { socket: string }): string[] {
  const idle =
    status.idleSeconds === 0
      ? 'never ends by itself'
      : `ends after ${plural(status.idleSeconds, 'second')} without work`;
  return [
    `autojitd, process ${String(status.pid)}, LLVM ${status.llvm}, started ${formatAgo(status.since, Date.now())}, ${idle}`,
    `  ${status.socket}`,
    `  ${plural(status.asked, 'question')}: ${plural(status.fromMemory, 'answer')} from memory; ${plural(status.compiled, 'function')} compiled, ${formatCount(status.kept)} taken over from earlier builds, ${formatCount(status.failed)} failed`,
    `  ${plural(status.ahead, 'function')} made before anybody asked, ${formatCount(status.aheadUsed)} of them asked for since`,
    `  ${plural(status.images, 'image')} in memory: ${formatBytes(status.imageBytes)}`,
    ...(status.onlyFor === undefined
      ? []
      : [
          `  serves only process ${String(status.onlyFor)}, which started it, and its children: ${status.lacking.join('; ') || "it has less than its user's session"}`,
        ]),
    ...status.refused.map(({ function: name, reason }) =>
      name === '' ? `  ended and started anew: ${reason}` : `  refuses ${name}: ${reason}`,
    ),
    ...status.programs.map(
      ({ pid, program, asked }) => `  ${program || 'a program'} (process ${String(pid)}): ${plural(asked, 'question')}`,
    ),
  ];
}

/** Programs go on: with the engine in their own process, or with the next daemon. */
export async function stopDaemons(): Promise<void> {
  const found = await running();
  if (found.length === 0) console.log(NONE);
  for (const { socket, connection } of found) {
    const { pid } = await connection.status();
    await connection.stop();
    connection.end();
    console.log(`Stopped process ${String(pid)} (${socket}).`);
  }
}

/** What daemons that run, or ran last, have to say. */
export async function daemonLogs(): Promise<void> {
  const paths = await daemonFiles('log');
  if (paths.length === 0) console.log('No daemon of yours has written a log yet.');
  for (const path of paths) {
    const text = await readFile(path, 'utf8').catch((error: unknown) => {
      throw new Failure(`${path}: ${describeSystemError(error)}.`, ExitCode.failed);
    });
    process.stdout.write(`${path}\n${text}`);
  }
}
