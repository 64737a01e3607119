import { isAbsolute } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ProblemError } from '../support/problem.js';
import { FolderTransport } from './folder.js';
import { HttpTransport } from './http.js';
import type { RemoteSettings } from './settings.js';
import type { Transport } from './transport.js';

const PATIENCE_MS = 2000;

/** The store that a user's settings name. */
export async function openTransport(
  { url, token }: Pick<RemoteSettings, 'url' | 'token'>,
  patience = PATIENCE_MS,
): Promise<Transport> {
  if (isAbsolute(url)) return new FolderTransport(url);
  if (URL.canParse(url)) {
    const parsed = new URL(url);
    if (parsed.protocol === 'http:' || parsed.protocol === 'https:') return new HttpTransport(parsed, token, patience);
    if (parsed.protocol === 'redis:' || parsed.protocol === 'rediss:') {
      const { RedisTransport } = await import('./redis.js');
      return new RedisTransport(parsed, token, patience);
    }
    if (parsed.protocol === 'file:') return new FolderTransport(fileURLToPath(parsed));
  }
  throw new ProblemError({
    code: 'unreadable',
    message: 'The address of the team cache is none that AutoJIT knows.',
    action: 'Name http://…, https://…, redis://… or the path of a folder in AUTOJIT_REMOTE or config.toml.',
  });
}
