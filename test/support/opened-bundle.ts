/** Takes an evidence bundle apart, changes it and puts it together again, as somebody would who wants to deceive. */
import { unzipSync, zipSync } from 'fflate';
import { type BundleAbout, packBundle } from '../../src/storage/bundle-file.ts';
import type { Signer } from '../../src/storage/signing-key.ts';

export type BundleFiles = Record<string, Uint8Array>;

export const openedBundle = (bundle: Uint8Array): BundleFiles => unzipSync(bundle);

/** The bundle with some files changed, and nothing else made to fit. */
export function withFiles(bundle: Uint8Array, change: (files: BundleFiles) => void): Uint8Array {
  const files = openedBundle(bundle);
  change(files);
  return zipSync(files);
}

/** The bundle with some files changed, with a manifest that fits, signed by another. */
export function forged(
  bundle: Uint8Array,
  change: (files: BundleFiles) => void,
  signer: Signer,
  about: Partial<BundleAbout> = {},
): Promise<Uint8Array> {
  const files = openedBundle(bundle);
  const { software, run } = JSON.parse(textIn(files, 'manifest.json'));
  change(files);
  const { 'manifest.json': _, 'signature.json': __, ...content } = files;
  return packBundle(new Map(Object.entries(content)), { software, run, ...about }, signer);
}

export const textIn = (files: BundleFiles, path: string) => Buffer.from(files[path] ?? []).toString('utf8');

/** Replaces a text in a file, once. */
export function replaceIn(files: BundleFiles, path: string, text: string, by: string): void {
  const before = textIn(files, path);
  if (!before.includes(text)) throw new Error(`${path} does not have ${text}`);
  files[path] = Buffer.from(before.replace(text, by));
}
