import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { getStaticTOMLValue, parseTOML } from 'toml-eslint-parser';
import * as z from 'zod';
import { describeSystemError, errorCode, ProblemError } from '../support/problem.js';
import { isPublicWord, readSecretKey, type SigningKey } from './keys.js';

/**
 * Where a team shares what was made, and whom this user trusts: from the user's own configuration and environment. Never from a workspace or a store,
 * which a repository may bring.
 */
export interface RemoteSettings {
  url: string;
  token: string | undefined;
  /** Words of public keys, with the own one. */
  trust: string[];
  /** Absent: this machine only reads. */
  signing: SigningKey | undefined;
  /** It signs with a key that it would trust if others signed with it: one for all of a team, perhaps. */
  isKeyShared: boolean;
}

const File = z.object({
  remote: z
    .strictObject({
      url: z.string().min(1).optional(),
      'token-file': z.string().min(1).optional(),
      trust: z.array(z.string()).optional(),
      sign: z.string().min(1).optional(),
      'read-only': z.boolean().optional(),
    })
    .optional(),
});
type Remote = NonNullable<z.infer<typeof File>['remote']>;

export const configFile = (env: NodeJS.ProcessEnv = process.env): string =>
  join(env['XDG_CONFIG_HOME'] || join(env['HOME'] || homedir(), '.config'), 'autojit', 'config.toml');

/** Undefined where no server is named. Throws a ProblemError for what cannot be meant. */
export async function readSettings(env: NodeJS.ProcessEnv = process.env): Promise<RemoteSettings | undefined> {
  const path = configFile(env);
  const file = parse(path, await readPrivate(path));
  const url = env['AUTOJIT_REMOTE'] || file.url;
  if (!url || url === 'off') return undefined;
  const folder = dirname(path);
  const signing = file['read-only'] ? undefined : await signingKey(env['AUTOJIT_REMOTE_KEY'] || file.sign, folder);
  const fromEnv = (env['AUTOJIT_REMOTE_TRUST'] ?? '').split(/[\s,]+/).filter((word) => word !== '');
  const trust = [...(file.trust ?? []), ...fromEnv];
  const wrong = trust.find((word) => !isPublicWord(word));
  if (wrong !== undefined) throw problem('one of the trusted keys is no public key of "autojit cache key new"', path);
  return {
    url,
    token: env['AUTOJIT_REMOTE_TOKEN'] || (await tokenIn(file['token-file'], folder)),
    trust: [...new Set([...trust, ...(signing ? [signing.publicWord] : [])])],
    signing,
    isKeyShared: signing !== undefined && (trust.length === 0 || trust.includes(signing.publicWord)),
  };
}

function parse(path: string, text: string | undefined): Remote {
  if (text === undefined) return {};
  let value: unknown;
  try {
    value = getStaticTOMLValue(parseTOML(text, { tomlVersion: '1.0' }));
  } catch (error) {
    throw problem(error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error), path);
  }
  const { data, error } = File.safeParse(value);
  const [issue] = error?.issues ?? [];
  if (issue) throw problem(`${issue.path.join('.')}: ${issue.message}`, path);
  return data?.remote ?? {};
}

async function tokenIn(named: string | undefined, folder: string): Promise<string | undefined> {
  if (named === undefined) return undefined;
  const path = expand(named, folder);
  const text = (await readPrivate(path))?.trim();
  if (!text) throw problem('it is not there, or empty', path);
  return text;
}

/** The key itself, as CI systems give secrets to a job, or the path of its file. */
async function signingKey(named: string | undefined, folder: string): Promise<SigningKey | undefined> {
  if (!named) return undefined;
  const direct = readSecretKey(named);
  if (direct) return direct;
  const path = expand(named, folder);
  const key = readSecretKey((await readPrivate(path)) ?? '');
  if (!key) throw problem('it is not there, or no private key of "autojit cache key new"', path);
  return key;
}

const expand = (path: string, folder: string): string => resolve(folder, path.replace(/^~(?=\/)/, homedir()));

/** A file that only its user, or root, can write; undefined when there is none. Who may read secrets is theirs to say: containers mount them for all. */
async function readPrivate(path: string): Promise<string | undefined> {
  try {
    const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const status = await file.stat();
      const owner = process.getuid?.();
      if (!status.isFile() || (status.uid !== owner && status.uid !== 0) || (status.mode & 0o022) !== 0)
        throw problem('it must be a file of yours that nobody else can write', path);
      return await file.readFile('utf8');
    } finally {
      await file.close();
    }
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(errorCode(error) ?? '')) return undefined;
    throw error instanceof ProblemError ? error : problem(describeSystemError(error), path);
  }
}

function problem(what: string, path: string): ProblemError {
  return new ProblemError({
    code: 'unreadable',
    message: `${path}: ${what}.`,
    action: 'docs/team-cache.md has the settings.',
  });
}
