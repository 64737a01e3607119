import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { makeKey } from '../../server/remote/keys.js';
import { configFile } from '../../server/remote/settings.js';
import { describeSystemError, errorCode } from '../../server/support/problem.js';
import { ExitCode, Failure } from '../support/failure.js';

/** `autojit cache key new`: a key pair for who makes code that others run. */
export async function newKey(named: string | undefined): Promise<void> {
  const path = resolve(named ?? join(dirname(configFile()), 'team.key'));
  const { secretWord, publicWord } = makeKey();
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await writeFile(path, `${secretWord}\n`, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    const why =
      errorCode(error) === 'EEXIST' ? 'there is a key already; name another file' : describeSystemError(error);
    throw new Failure(`Cannot write ${path}: ${why}.`, ExitCode.failed);
  }
  console.log(publicWord);
  console.error(`Wrote the private key to ${path}. Whoever has it can run code on the machines of all who trust it:`);
  console.error(
    'give it to the CI system alone (AUTOJIT_REMOTE_KEY), and the public key above to everybody (trust in config.toml).',
  );
}
