import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { access, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describeSystemError, errorCode } from '../support/problem.js';
import type { Reply, Space, Transport, Written } from './transport.js';

/** A folder that a team shares: the same paths as on a server, so that one may serve it. */
export class FolderTransport implements Transport {
  constructor(private readonly root: string) {}

  get shown(): string {
    return this.root;
  }

  async get(space: Space, name: string, limit: number): Promise<Reply> {
    try {
      // Others write here: a FIFO must not stop us, nor a link lead elsewhere.
      const file = await open(this.path(space, name), constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
      try {
        const status = await file.stat();
        if (!status.isFile()) return { kind: 'failed', why: `${name} is no file`, away: false };
        if (status.size > limit) return { kind: 'failed', why: `${name} is too large`, away: false };
        const bytes = Buffer.alloc(status.size);
        const { bytesRead } = await file.read(bytes, 0, bytes.length, 0);
        return { kind: 'found', bytes: bytes.subarray(0, bytesRead) };
      } finally {
        await file.close();
      }
    } catch (error) {
      return errorCode(error) === 'ENOENT' ? { kind: 'absent' } : failure(error);
    }
  }

  has(space: Space, name: string): Promise<boolean> {
    return access(this.path(space, name)).then(
      () => true,
      () => false,
    );
  }

  async put(space: Space, name: string, bytes: Buffer): Promise<Written> {
    const path = this.path(space, name);
    const temporary = `${path}.${randomUUID()}.tmp`;
    try {
      await access(this.root); // what is not mounted is not made
      await mkdir(dirname(path), { recursive: true });
      const file = await open(temporary, 'wx', 0o664);
      try {
        await file.writeFile(bytes);
      } finally {
        await file.close();
      }
      await rename(temporary, path);
      return { kind: 'written' };
    } catch (error) {
      await rm(temporary, { force: true }).catch(() => undefined);
      return failure(error);
    }
  }

  probe(): Promise<string | undefined> {
    return access(this.root).then(
      () => undefined,
      (error: unknown) => describeSystemError(error),
    );
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  private path(space: Space, name: string): string {
    return join(this.root, space, name);
  }
}

function failure(error: unknown): Exclude<Written, { kind: 'written' }> {
  const why = describeSystemError(error);
  const refused = ['EACCES', 'EPERM', 'EROFS'].includes(errorCode(error) ?? '');
  return refused ? { kind: 'refused', why } : { kind: 'failed', why, away: false };
}
