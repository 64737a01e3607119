import { stat } from 'node:fs/promises';
import { ExitCode, Failure } from '../support/failure.js';

/** Answers agents over standard input and output until they close it. */
export async function mcp(folders: string[], { allowRun = false }: { allowRun?: boolean }): Promise<void> {
  for (const folder of folders) {
    const status = await stat(folder).catch(() => undefined);
    if (!status?.isDirectory()) throw new Failure(`No such folder: ${folder}.`, ExitCode.usage);
  }
  const { serveAgents } = await import('./mcp-server.js');
  await serveAgents(folders.length === 0 ? ['.'] : folders, allowRun);
}
