/**
 * Attribution: whose stolen units ended where. Every stolen unit that a ledger holds at the end lies in a row of the
 * outcome table; the ledger's provenance says which seeds it is of, in units of the asset that was stolen.
 */

import type { Asset } from '../chain.ts';
import { InvariantError } from '../errors.ts';
import { assetOf, type HoldingKey } from '../holding.ts';
import type { Ledger } from '../taint/ledger.ts';
import { stolenPortions } from '../taint/lots.ts';
import { addTo, type RowAmounts } from '../taint/provenance.ts';
import type { HoldingId } from '../tape/tape.ts';
import type { End, OutcomeKind } from './end.ts';

/** Stolen units of one seed that ended in one way. */
export interface Attributed {
  readonly kind: OutcomeKind;
  readonly entity: string | null;
  /** The seed, from 1 in the order of the case. */
  readonly seed: number;
  /** What was stolen. */
  readonly asset: Asset;
  /** In units of what was stolen. */
  readonly amount: bigint;
  /** The holding, where rows are holdings; null where a row is all of a kind. */
  readonly holding: HoldingKey | null;
}

interface Row {
  readonly kind: OutcomeKind;
  readonly entity: string | null;
  readonly holding: HoldingKey | null;
}

/**
 * Works out whose units ended where.
 * @param assets of the seeds, in their order
 * @throws InvariantError when they do not add up to what was stolen, for any seed (a bug)
 */
export function attribute(
  ledger: Ledger,
  ends: ReadonlyMap<HoldingId, End>,
  assets: readonly Asset[],
): Attributed[] {
  const { rows, totals } = restingIn(ledger, ends);
  const bySeed = ledger.provenance.attribute(totals);
  const attributed: Attributed[] = [];
  for (const [index, asset] of assets.entries()) {
    const seed = index + 1;
    const amounts = [...(bySeed.get(seed) ?? [])].sort(([a], [b]) => a - b);
    let ended = 0n;
    for (const [row, amount] of amounts) {
      const { kind, entity, holding } = rows[row] as Row;
      attributed.push({ kind, entity, seed, asset, amount, holding });
      ended += amount;
    }
    const stolen = ledger.stolen.get(seed)?.get(asset) ?? 0n;
    if (ended !== stolen) {
      const message = `outcomes of seed ${seed} in ${asset} under ${ledger.method.name} are ${ended}, stolen are ${stolen}`;
      throw new InvariantError(message, { seed, asset, method: ledger.method.name });
    }
  }
  return attributed;
}

/**
 * The rows that stolen units lie in, and by source how many. Rows are in the order of their text: it decides whose units
 * the remainders are. Where nothing was converted a row is all of a kind of outcome, as each holding's share is plain; else
 * a row is a holding, because converted units of two holdings may be worth different amounts of what was stolen.
 */
function restingIn(ledger: Ledger, ends: ReadonlyMap<HoldingId, End>) {
  const perHolding = ledger.provenance.hasConversions;
  const resting = ledger.taintedHoldings().map((id) => {
    const key = ledger.tape.keyOf(id);
    const end = ends.get(id);
    if (end === undefined) throw new InvariantError(`${key} is tainted and has no end`, { holding: key });
    const { kind, entity } = end;
    const row: Row = { kind, entity, holding: perHolding ? key : null };
    return { id, row, name: JSON.stringify([kind, entity, perHolding ? key : assetOf(key)]) };
  });
  const names = [...new Set(resting.map(({ name }) => name))].sort();
  const indexes = new Map(names.map((name, index) => [name, index]));
  const rows: Row[] = [];
  const totals = new Map<number, RowAmounts>();
  for (const { id, row, name } of resting) {
    const index = indexes.get(name) ?? 0;
    rows[index] = row;
    for (const { source, amount } of stolenPortions(ledger.lotsAt(id))) addTo(totals, source, index, amount);
  }
  return { rows, totals };
}
