/**
 * The bytes of an evidence bundle (docs/bundle.md): a zip of files, a manifest with the SHA-256 of each, and a signature over
 * the manifest. The same files give the same bytes.
 */

import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { promisify } from 'node:util';
import { crc32, deflateRaw, type ZlibOptions } from 'node:zlib';
import { unzipSync, Zip, type ZipInputFile } from 'fflate';
import { InvalidInputError } from '../core/errors.ts';
import { isRecord } from '../core/record.ts';
import { isSignedBy, type Signer } from './signing-key.ts';

const MANIFEST_FILE = 'manifest.json';
const SIGNATURE_FILE = 'signature.json';
const FORM = 'coinhound-bundle/1';

/** The first time that a zip can tell, in the zone of the reader, as zip has no zones: the same bytes everywhere. */
const ZIP_TIME = new Date(1980, 0, 1);

/** A bundle is read into memory; more than this is no bundle of a run that can be repeated in memory (bytes, unpacked). */
const MOST_BYTES = 1024 * 1024 * 1024;

/** How a zip says that a file is compressed (APPNOTE 4.4.5). */
const [STORED, DEFLATED] = [0, 8];

const deflate = promisify<Uint8Array, ZlibOptions, Buffer>(deflateRaw);

/** Files by path. */
export type Files = ReadonlyMap<string, Uint8Array>;

/** What the manifest says beside the files. */
export interface BundleAbout {
  readonly software: { readonly name: string; readonly version: string };
  readonly run: { readonly id: string; readonly inputDigest: string; readonly resultDigest: string };
}

export interface Manifest extends BundleAbout {
  readonly form: string;
  readonly files: readonly { readonly path: string; readonly bytes: number; readonly sha256: string }[];
}

/** A bundle as it was read, and what of it is not as it was signed. */
export interface ReadBundle {
  readonly manifest: Manifest;
  readonly files: Files;
  /** The key that the bundle names as its signer's, base64. */
  readonly publicKey: string;
  /** False when the manifest is not what that key signed. */
  readonly isSigned: boolean;
  /** Paths of files that are not as the manifest says. */
  readonly changed: readonly string[];
  readonly missing: readonly string[];
  /** Files of which the manifest says nothing. */
  readonly added: readonly string[];
}

/** Packs and signs. Each file has a turn of its own, and is compressed by another thread: what this process serves goes on meanwhile. */
export async function packBundle(files: Files, about: BundleAbout, signer: Signer): Promise<Uint8Array> {
  const listed: Manifest['files'][number][] = [];
  for (const path of [...files.keys()].sort()) {
    const bytes = files.get(path) ?? new Uint8Array();
    listed.push({ path, bytes: bytes.length, sha256: sha256Of(bytes) });
    await nextTurn();
  }
  const manifest = jsonBytes({ form: FORM, ...about, files: listed });
  const { publicKey } = signer;
  const signature = jsonBytes({ algorithm: 'Ed25519', publicKey, signature: signer.sign(manifest) });
  return zipped(new Map([...files, [MANIFEST_FILE, manifest], [SIGNATURE_FILE, signature]]));
}

async function zipped(files: Files): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  const zip = new Zip((_, part) => parts.push(part));
  for (const path of [...files.keys()].sort()) {
    const bytes = files.get(path) ?? new Uint8Array();
    // Bodies are compressed already.
    const isPacked = path.endsWith('.gz');
    const entry: ZipInputFile = {
      filename: path,
      mtime: ZIP_TIME,
      compression: isPacked ? STORED : DEFLATED,
      size: bytes.length,
      crc: crc32(bytes),
    };
    zip.add(entry);
    const packed = isPacked ? bytes : await deflate(bytes, { level: 9 });
    entry.ondata?.(null, packed as Uint8Array<ArrayBuffer>, true);
    await nextTurn();
  }
  zip.end();
  return Buffer.concat(parts);
}

/** JSON as it stands in a bundle. */
export function jsonBytes(value: unknown): Uint8Array {
  return Buffer.from(`${JSON.stringify(value, null, 2)}\n`, 'utf8');
}

/** Reads a bundle and compares it with its manifest. @throws InvalidInputError when it is none */
export function readBundle(bytes: Uint8Array): ReadBundle {
  const files = unpack(bytes);
  const [manifestBytes, signatureBytes] = [files.get(MANIFEST_FILE), files.get(SIGNATURE_FILE)];
  if (manifestBytes === undefined || signatureBytes === undefined) {
    throw notABundle(`it has no ${manifestBytes === undefined ? MANIFEST_FILE : SIGNATURE_FILE}`);
  }
  const manifest = parsed(manifestBytes, MANIFEST_FILE, isManifest);
  const { publicKey, signature } = parsed(signatureBytes, SIGNATURE_FILE, isSignature);
  const listed = new Map(manifest.files.map((file) => [file.path, file]));
  const content = new Map([...files].filter(([path]) => path !== MANIFEST_FILE && path !== SIGNATURE_FILE));
  const paths = [...content.keys()].sort();
  return {
    manifest,
    files: content,
    publicKey,
    isSigned: isSignedBy(publicKey, manifestBytes, signature),
    changed: paths.filter((path) => {
      const sha256 = listed.get(path)?.sha256;
      return sha256 !== undefined && sha256 !== sha256Of(content.get(path) ?? new Uint8Array());
    }),
    missing: [...listed.keys()].filter((path) => !content.has(path)),
    added: paths.filter((path) => !listed.has(path)),
  };
}

function unpack(bytes: Uint8Array): Files {
  try {
    const total = sizeIn(bytes);
    if (total > MOST_BYTES) throw new Error(`it unpacks to more than ${MOST_BYTES} bytes`);
    return new Map(Object.entries(unzipSync(bytes)));
  } catch (cause) {
    throw notABundle(cause instanceof Error ? cause.message : String(cause), cause);
  }
}

/** What the files of a zip take when they are unpacked, before any of them is. */
function sizeIn(bytes: Uint8Array): number {
  let total = 0;
  unzipSync(bytes, {
    filter({ size, originalSize }) {
      // A file that is not compressed takes what it takes in the zip, whatever it says; several may name the same place.
      total += Math.max(size, originalSize);
      return false;
    },
  });
  return total;
}

function parsed<T>(bytes: Uint8Array, path: string, is: (value: unknown) => value is T): T {
  let value: unknown = null;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw notABundle(`${path} is no JSON`, cause);
  }
  if (is(value)) return value;
  throw notABundle(`${path} is not of the form ${FORM}`);
}

function notABundle(reason: string, cause?: unknown): InvalidInputError {
  return new InvalidInputError(
    `this is no evidence bundle that can be read: ${reason}`,
    { field: 'bundle' },
    cause,
  );
}

function isManifest(value: unknown): value is Manifest {
  if (!isRecord(value) || value.form !== FORM || !Array.isArray(value.files)) return false;
  const { software, run } = value;
  return (
    isRecord(software) &&
    hasTexts(software, ['name', 'version']) &&
    isRecord(run) &&
    hasTexts(run, ['id', 'inputDigest', 'resultDigest']) &&
    value.files.every((file) => isRecord(file) && hasTexts(file, ['path', 'sha256']))
  );
}

function isSignature(value: unknown): value is { readonly publicKey: string; readonly signature: string } {
  return isRecord(value) && value.algorithm === 'Ed25519' && hasTexts(value, ['publicKey', 'signature']);
}

const hasTexts = (value: Record<string, unknown>, keys: readonly string[]) =>
  keys.every((key) => typeof value[key] === 'string');

function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
