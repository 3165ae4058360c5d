/**
 * What the contract of chain sources is tested on: a made-up chain, written once as a dataset for the replay explorer
 * and once as the look-ups and their right answers. The answers come from the model, never from the code under test.
 */

import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ChainSource } from '../../src/cases/ports.ts';
import type { Chain, Tip } from '../../src/core/chain.ts';
import type { HistorySubject, Subject } from '../../src/core/graph/subject.ts';
import type { Transaction } from '../../src/core/transaction.ts';
import type { Transport, TransportOptions } from '../../src/explorers/transport/transport.ts';
import type { ReplayOptions } from '../../src/replay/server.ts';

export interface Lookup {
  readonly name: string;
  readonly subject: Subject;
  /** In chain order; outspends in the order of the outputs. */
  readonly expected: readonly Transaction[];
}

export interface World {
  readonly chain: Chain;
  /** Files of the dataset, by name. */
  readonly files: Readonly<Record<string, string>>;
  readonly tip: Tip;
  readonly lookups: readonly Lookup[];
  /** An address with `since` transactions from its subject's height on, and `before` below it. */
  readonly busy: { readonly subject: HistorySubject; readonly since: number; readonly before: number };
  /** A block in the middle: the same look-ups pinned to it, with their answers. */
  readonly earlier: { readonly tip: Tip; readonly lookups: readonly Lookup[] };
  /** An address in which nothing ever happened. */
  readonly unknown: HistorySubject;
  /** Below the replay explorer's URL. */
  readonly path: string;
  /** What the replay explorer is to be like. */
  readonly replay?: Pick<ReplayOptions, 'rpcModules'>;
  /** Limits of rows a call under which it is still whole; 10, 25, 50 and 100 when not given. */
  readonly rowsPerCall?: readonly number[];
  /** How its source is reached, where tests do not say otherwise. */
  readonly transport?: Pick<TransportOptions, 'joined' | 'concurrency'>;
  readonly createSource: (transport: Transport) => ChainSource;
}

/** 64 hex digits, the same for the same label. */
export function madeUpHash(label: string): string {
  return createHash('sha256').update(label).digest('hex');
}

/** Unix seconds as the datasets write them. */
export function utc(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');
}

/** A `dataset.json` with one tip. */
export function manifest(chain: Chain, { height, hash, time }: Tip): string {
  return JSON.stringify({
    name: 'made-up',
    title: 'Made up for the contract of chain sources',
    provenance: 'Made up by a test; nothing in here ever stood in a chain.',
    syntheticIds: true,
    tips: { [chain]: { height, hash, time: utc(time) } },
  });
}

/** Writes the files into a new folder, hands it to `use`, and removes it. */
export async function withFolder<T>(
  files: Readonly<Record<string, string>>,
  use: (dir: string) => Promise<T>,
): Promise<T> {
  const dir = await mkdtemp(join(tmpdir(), 'chain-source-'));
  try {
    for (const [name, content] of Object.entries(files)) await writeFile(join(dir, name), content);
    return await use(dir);
  } finally {
    await rm(dir, { recursive: true });
  }
}
