/**
 * The signing key of an installation (Ed25519, RFC 8032): it says which installation made a bundle. It is a file in the data
 * folder that only its owner can read, made when it is first needed.
 */

import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';
import { chmodSync, existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StorageError } from '../core/errors.ts';

/** Who vouches for bytes. */
export interface Signer {
  /** The public key: base64 of its 32 bytes. */
  readonly publicKey: string;
  /** The signature over bytes, base64. */
  sign(bytes: Uint8Array): string;
}

const KEY_FILE = 'signing-key.pem';

/** Only its owner may read it. */
const OWNER_ONLY = 0o600;

/** Before the 32 bytes of a public key in its DER form (RFC 8410, section 10.1). */
const DER_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');

/** The key in a data folder; it is made when there is none. @throws StorageError */
export function openSigner(folder: string): Signer {
  const file = join(folder, KEY_FILE);
  try {
    if (!existsSync(file)) makeKey(folder, file);
    const key = createPrivateKey(readFileSync(file));
    if (key.asymmetricKeyType !== 'ed25519') throw new Error(`it is a key for ${key.asymmetricKeyType}`);
    return signerOf(key);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new StorageError(`the signing key ${file} cannot be used: ${reason}`, { file }, cause);
  }
}

/** Whether a signature over bytes is that of a public key. */
export function isSignedBy(publicKey: string, bytes: Uint8Array, signature: string): boolean {
  const raw = Buffer.from(publicKey, 'base64');
  if (raw.length !== 32) return false;
  const key = createPublicKey({ key: Buffer.concat([DER_PREFIX, raw]), format: 'der', type: 'spki' });
  return verify(null, bytes, key, Buffer.from(signature, 'base64'));
}

/** Under its name only when it is whole, and never over one that another process made meanwhile. */
function makeKey(folder: string, file: string): void {
  mkdirSync(folder, { recursive: true });
  const own = `${file}.${process.pid}`;
  const { privateKey } = generateKeyPairSync('ed25519');
  writeFileSync(own, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: OWNER_ONLY });
  chmodSync(own, OWNER_ONLY);
  try {
    linkSync(own, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(own);
  }
}

function signerOf(key: KeyObject): Signer {
  const der = createPublicKey(key).export({ type: 'spki', format: 'der' });
  return {
    publicKey: der.subarray(DER_PREFIX.length).toString('base64'),
    sign: (bytes) => sign(null, bytes, key).toString('base64'),
  };
}
