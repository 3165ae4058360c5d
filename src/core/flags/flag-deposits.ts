/**
 * Deposits beside the findings that they show: which pools a flagged address used, or what an outcome consists of. A flag of a
 * mixer that rests on transfers that are no deposits (a token sent to a pool that does not take it) is left out.
 */

import { fits, type MixerContracts, passesOn } from '../ethereum-mixers/contracts.ts';
import { countDeposits, depositsIn, type MixerDeposit } from '../ethereum-mixers/deposit.ts';
import type { Graph } from '../graph/graph.ts';
import type { Outcome } from '../trace/outcome.ts';
import type { Flag, FlagKind } from './flag.ts';

const MIXER_KINDS: ReadonlySet<FlagKind> = new Set(['mixer-depositor', 'mixer']);

/** The flags with their deposits, those of Ethereum mixers without any deposit left out where that is certain. */
export function withDeposits(flags: readonly Flag[], graph: Graph, contracts: MixerContracts): Flag[] {
  const read = depositReader(graph, contracts);
  return flags.flatMap((flag) => {
    if (flag.chain !== 'ethereum' || !MIXER_KINDS.has(flag.kind)) return [flag];
    const all = flag.evidence.flatMap(read).filter(({ entity }) => entity === flag.entity);
    if (all.length === 0 && isNoDeposit(flag, graph, contracts)) return [];
    const own = all.filter((deposit) => isOf(deposit, flag) && deposit.asset === flag.asset);
    return [own.length === 0 ? flag : { ...flag, deposits: countDeposits(own) }];
  });
}

/** The outcomes with the deposits of the transactions that brought the value there. */
export function outcomesWithDeposits(
  outcomes: readonly Outcome[],
  graph: Graph,
  contracts: MixerContracts,
): Outcome[] {
  const read = depositReader(graph, contracts);
  return outcomes.map((outcome) => {
    if (outcome.kind !== 'mixer') return outcome;
    const deposits = outcome.transactions.flatMap(read).filter(({ entity }) => entity === outcome.entity);
    return deposits.length === 0 ? outcome : { ...outcome, deposits: countDeposits(deposits) };
  });
}

function isOf({ depositor, pool, via }: MixerDeposit, { kind, address }: Flag): boolean {
  return kind === 'mixer-depositor' ? depositor === address : pool === address || via === address;
}

/** Reads each transaction once. */
function depositReader(graph: Graph, contracts: MixerContracts): (txid: string) => readonly MixerDeposit[] {
  const known = new Map<string, readonly MixerDeposit[]>();
  return (txid) => {
    const tx = graph.ethereum.get(txid);
    const deposits = known.get(txid) ?? (tx === undefined ? [] : depositsIn(tx, contracts));
    known.set(txid, deposits);
    return deposits;
  };
}

/** True when every transfer to the mixer is to a pool that does not take it, or to a router whose pools do not. */
function isNoDeposit({ evidence, entity }: Flag, graph: Graph, contracts: MixerContracts): boolean {
  const arrivals = evidence.flatMap((txid) =>
    (graph.ethereum.get(txid)?.transfers ?? []).flatMap((transfer) => {
      const contract = transfer.moved && transfer.value > 0n ? contracts.at(transfer.to) : undefined;
      return contract?.entity === entity && contract.mixes ? [{ transfer, contract }] : [];
    }),
  );
  return (
    arrivals.length > 0 &&
    arrivals.every(({ transfer: { asset, value }, contract }) => {
      if (!passesOn(contract)) return !fits(contract, asset, value);
      const pools = contracts.poolsOf(entity);
      return pools.length > 0 && pools.every((pool) => !fits(pool, asset, value));
    })
  );
}
