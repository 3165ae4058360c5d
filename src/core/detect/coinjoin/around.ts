/**
 * What the known neighbours of a transaction add to a finding about it, as counts. They explain a finding and decide nothing
 * (ADR 0019): which neighbours are known depends on how far a case was followed.
 */

import type { BitcoinTransaction } from '../../transaction.ts';
import { chipUse } from '../chipmixer.ts';
import type { Finding } from '../finding.ts';
import { fundingTxid, type Neighbours } from '../neighbours.ts';
import { firstMatch } from './detectors.ts';
import { connectedRounds, type Lineage, mixLineage, tx0Uses } from './lineage.ts';
import { detectWhirlpoolMix } from './whirlpool.ts';
import { detectWhirlpoolTx0 } from './whirlpool-tx0.ts';

/** Counts by name, beside those of the finding. */
export function numbersAround(
  { protocol }: Finding,
  tx: BitcoinTransaction,
  { transactionOf, spenderOf }: Neighbours,
): Finding['numbers'] {
  switch (protocol) {
    case 'Whirlpool': {
      const mix = detectWhirlpoolMix(tx);
      return mix === null ? {} : counts('sources', mixLineage(mix, tx, transactionOf));
    }
    case 'Whirlpool Tx0': {
      const tx0 = detectWhirlpoolTx0(tx);
      return tx0 === null ? {} : counts('premix', tx0Uses(tx0, tx, spenderOf));
    }
    case 'JoinMarket':
      return { connectedRounds: connectedRounds(tx, transactionOf, spenderOf) };
    case 'ChipMixer': {
      const { asChips, otherwise, open } = chipUse(tx, spenderOf);
      return { spentAsChips: asChips, spentOtherwise: otherwise, notSpent: open };
    }
    default:
      return remixed(protocol, tx, transactionOf);
  }
}

function counts(what: string, { confirmed, contradicted, unknown }: Lineage): Finding['numbers'] {
  return {
    [`${what}Confirmed`]: confirmed,
    [`${what}Contradicted`]: contradicted,
    [`${what}Unknown`]: unknown,
  };
}

/** How many inputs come from a transaction that is told as the same, of those whose source is known. */
function remixed(
  protocol: string,
  { inputs }: BitcoinTransaction,
  transactionOf: Neighbours['transactionOf'],
): Finding['numbers'] {
  const sources = inputs.flatMap(({ outpoint }) => transactionOf(fundingTxid(outpoint)) ?? []);
  const same = sources.filter((source) => firstMatch(source)?.finding.protocol === protocol);
  return { sourcesKnown: sources.length, remixedInputs: same.length };
}
