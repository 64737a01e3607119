import { isAbsolute } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ProblemError } from '../support/problem.js';
import { FolderTransport } from './folder.js';
import { HttpTransport } from './http.js';
import type { RemoteSettings } from './settings.js';
import type { Transport } from './transport.js';

/** The store that a user's settings name. */
export function openTransport({ url, token }: Pick<RemoteSettings, 'url' | 'token'>): Transport {
  if (isAbsolute(url)) return new FolderTransport(url);
  if (URL.canParse(url)) {
    const parsed = new URL(url);
    if (parsed.protocol === 'http:' || parsed.protocol === 'https:') return new HttpTransport(parsed, token);
    if (parsed.protocol === 'file:') return new FolderTransport(fileURLToPath(parsed));
  }
  throw new ProblemError({
    code: 'unreadable',
    message: 'The address of the team cache is none that AutoJIT knows.',
    action: 'Name http://…, https://… or the path of a folder in AUTOJIT_REMOTE or config.toml.',
  });
}
