import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  verify,
  type KeyObject,
} from 'node:crypto';

/**
 * Who made what, and for which key: ed25519 over both. Keys are words that fit into a setting or a secret of a CI system:
 * `autojit-public-…` and `autojit-secret-…`, with 32 bytes in base64url behind.
 */
const PUBLIC = 'autojit-public-';
const SECRET = 'autojit-secret-';
const WORD = /^autojit-(public|secret)-([A-Za-z0-9_-]{43})$/;

export interface SigningKey {
  secret: KeyObject;
  /** The word for those who trust it. */
  publicWord: string;
}

export function makeKey(): { secretWord: string; publicWord: string } {
  const { d, x } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  if (d === undefined || x === undefined) throw new Error('Node made an ed25519 key without its parts.');
  return { secretWord: SECRET + d, publicWord: PUBLIC + x };
}

/** Undefined when the word is no private key. */
export function readSecretKey(word: string): SigningKey | undefined {
  const [, kind, d] = WORD.exec(word.trim()) ?? [];
  if (kind !== 'secret' || d === undefined) return undefined;
  // Node wants the public half of a JWK too, and computes it only from PKCS #8: the seed behind a fixed head.
  const head = Buffer.from('302e020100300506032b657004220420', 'hex');
  const secret = createPrivateKey({
    key: Buffer.concat([head, Buffer.from(d, 'base64url')]),
    format: 'der',
    type: 'pkcs8',
  });
  const { x } = createPublicKey(secret).export({ format: 'jwk' });
  return x === undefined ? undefined : { secret, publicWord: PUBLIC + x };
}

export const isPublicWord = (word: string): boolean => WORD.exec(word)?.[1] === 'public';

/** 32 bytes of the public key, then 64 of the signature. */
export const SIGNATURE_SIZE = 96;

export function signFor(key: string, blob: Digest, { secret, publicWord }: SigningKey): Buffer {
  return Buffer.concat([
    Buffer.from(publicWord.slice(PUBLIC.length), 'base64url'),
    sign(null, message(key, blob), secret),
  ]);
}

export type Verdict = 'trusted' | 'unsigned' | 'untrusted' | 'forged';

/** Whether one of the trusted keys signed that this blob is for this key. */
export function judge(signature: Buffer, key: string, blob: Digest, trust: readonly string[]): Verdict {
  if (signature.length !== SIGNATURE_SIZE) return 'unsigned';
  const x = signature.toString('base64url', 0, 32);
  if (!trust.includes(PUBLIC + x)) return 'untrusted';
  const signer = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  return verify(null, message(key, blob), signer, signature.subarray(32)) ? 'trusted' : 'forged';
}

export interface Digest {
  /** SHA-256, in hexadecimal. */
  hash: string;
  size: number;
}

export const digestOf = (bytes: Buffer): Digest => ({
  hash: createHash('sha256').update(bytes).digest('hex'),
  size: bytes.length,
});

/** With a name in front, so that the same key pair signs nothing else by it. */
const message = (key: string, { hash, size }: Digest): Buffer =>
  Buffer.from(`AutoJIT team cache 1\n${key}\n${hash}\n${String(size)}\n`);
