/**
 * An explorer as one look-up sees it: pinned to a block, with what lies deep enough below it to be taken for unchangeable,
 * and with an account of the answers that the look-up used.
 */

import type { Attested } from '../cases/ports.ts';
import { settledHeight, type Tip } from '../core/chain.ts';
import type { Validity } from '../core/evidence/archive.ts';
import type { Expansion } from '../core/trace/subject.ts';
import type { Body } from './transport/body.ts';
import type { Transport } from './transport/transport.ts';

export interface Pinned {
  /** Takes note of the answers that were used. */
  readonly transport: Transport;
  /** Nothing above it is looked at. */
  readonly tip: Tip;
  /** The highest block that counts as settled. */
  readonly settled: number;
}

/** What a source must be told about its chain. */
export interface SourceOptions {
  /** Confirmations that a settled block has at least. */
  readonly finality: number;
}

/** Lets an explorer be asked. @returns what it said, with who said so and where that is archived */
export async function attested<T>(
  transport: Transport,
  ask: (transport: Transport) => Promise<T>,
): Promise<Attested<T>> {
  const { witness, seen } = witnessed(transport);
  const value = await ask(witness);
  return { value, provider: transport.provider, evidence: [...seen] };
}

/** Pins an explorer for a look-up. @returns what it found, with who said so and where that is archived */
export async function pinnedTo(
  tip: Tip,
  transport: Transport,
  { finality }: SourceOptions,
  lookUp: (pinned: Pinned) => Promise<Expansion>,
): Promise<Expansion> {
  const settled = settledHeight(tip, finality);
  const { value, ...source } = await attested(transport, (witness) =>
    lookUp({ transport: witness, tip, settled }),
  );
  return { ...value, ...source };
}

/** A transport that notes where the answers that it gives are archived, in the order in which they are first used. */
function witnessed(transport: Transport): { witness: Transport; seen: ReadonlySet<string> } {
  const seen = new Set<string>();
  const note = (body: Body | null) => {
    if (body !== null && body.id !== null) seen.add(body.id);
    return body;
  };
  const witness: Transport = {
    ...transport,
    get: async (path, params, options) => note(await transport.get(path, params, options)),
    post: async (path, posted, options) => note(await transport.post(path, posted, options)),
  };
  return { witness, seen };
}

/** How long an answer holds that tells of blocks up to a height. */
export function validityUpTo(height: number, { tip, settled }: Pick<Pinned, 'tip' | 'settled'>): Validity {
  if (height <= settled) return 'settled';
  return height <= tip.height ? 'tip' : 'once';
}
