/**
 * An explorer as one look-up sees it: pinned to a block, with what lies deep enough below it to be taken for unchangeable,
 * and with an account of the answers that the look-up used.
 */

import type { Attested } from '../cases/ports.ts';
import { settledHeight, type Tip } from '../core/chain.ts';
import type { Validity } from '../core/evidence/archive.ts';
import type { Expansion } from '../core/graph/subject.ts';
import { afresh } from './afresh.ts';
import { inScope } from './native-only.ts';
import type { Body } from './transport/body.ts';
import { ATTEMPTS } from './transport/retry.ts';
import type { Transport } from './transport/transport.ts';
import { WrongAnswerError } from './wire-form.ts';

export interface Pinned {
  /** Takes note of the answers that were used. */
  readonly transport: Transport;
  /** Nothing above it is looked at. */
  readonly tip: Tip;
  /** The highest block that counts as settled. */
  readonly settled: number;
  /** Takes note of an answer that was used and did not come through `transport`. */
  readonly note: (body: Body) => void;
}

/** What a source must be told about its chain. */
export interface SourceOptions {
  /** Confirmations that a settled block has at least. */
  readonly finality: number;
}

/**
 * Lets an explorer be asked, and asked again, whatever is archived, when what it says is no answer to the question.
 * @returns what it said, with who said so and where that is archived
 */
export async function attested<T>(
  transport: Transport,
  ask: (transport: Transport, note: Pinned['note']) => Promise<T>,
  lookUps: number = ATTEMPTS.lookUp,
): Promise<Attested<T>> {
  const { witness, note, seen } = witnessed(transport);
  try {
    const value = await ask(witness, note);
    return { value, provider: transport.provider, evidence: seen() };
  } catch (thrown) {
    const error = thrown instanceof RangeError ? unreadable(transport, thrown) : thrown;
    if (lookUps <= 1 || !(error instanceof WrongAnswerError)) throw error;
    return attested(afresh(transport), ask, lookUps - 1);
  }
}

/** What takes more of the stack than there is comes from an answer that is nested deeper, or longer, than any true one. */
function unreadable({ provider }: Transport, { message }: RangeError): WrongAnswerError {
  return new WrongAnswerError(`${provider}: gives an answer that cannot be read (${message})`, { provider });
}

/** Pins an explorer for a look-up. @returns what it found, with who said so and where that is archived */
export async function pinnedTo(
  tip: Tip,
  transport: Transport,
  { finality }: SourceOptions,
  lookUp: (pinned: Pinned) => Promise<Expansion>,
): Promise<Expansion> {
  const settled = settledHeight(tip, finality);
  const { value, ...source } = await attested(transport, (witness, note) =>
    lookUp({ transport: witness, tip, settled, note }),
  );
  return { ...inScope(value), ...source };
}

/**
 * A transport that notes where the answers that it gives are archived, in the order in which they are asked for; of a
 * part, first the answer that it was taken from.
 */
function witnessed(transport: Transport) {
  const ids: (readonly (string | null)[])[] = [];
  const note = ({ id, source }: Body) => {
    ids.push([source, id]);
  };
  const noted = async (asked: Promise<Body | null>) => {
    const place = ids.push([]) - 1;
    const body = await asked;
    if (body !== null) ids[place] = [body.source, body.id];
    return body;
  };
  const witness: Transport = {
    ...transport,
    get: (path, params, options) => noted(transport.get(path, params, options)),
    post: (path, posted, options) => noted(transport.post(path, posted, options)),
    recall: (path, params, options) => noted(transport.recall(path, params, options)),
  };
  const seen = () => [...new Set(ids.flat().filter((id) => id !== null))];
  return { witness, note, seen };
}

/** How long an answer holds that tells of blocks up to a height. */
export function validityUpTo(height: number, { tip, settled }: Pick<Pinned, 'tip' | 'settled'>): Validity {
  if (height <= settled) return 'settled';
  return height <= tip.height ? 'tip' : 'once';
}
