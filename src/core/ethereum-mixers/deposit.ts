/**
 * Deposits in the pools of mixers, read from transfers alone. A pool of Tornado Cash takes exactly its denomination and
 * reverts otherwise, so a transfer of it that moved is a deposit; that of a token may also be a gift, which only the logs tell.
 * Who deposited is who paid: directly, or through the protocol's router, proxy or relay in the same transaction.
 */

import { compare, sum } from '../amount.ts';
import type { Asset } from '../chain.ts';
import type { EthereumTransaction, Transfer } from '../transaction.ts';
import { fits, type MixerContract, type MixerContracts, passesOn, takesDeposits } from './contracts.ts';

export interface MixerDeposit {
  readonly txid: string;
  /** Canonical address of the pool. */
  readonly pool: string;
  readonly entity: string;
  readonly asset: Asset;
  /** Smallest unit; null where the pool takes any amount. */
  readonly denomination: bigint | null;
  /** Canonical address. */
  readonly depositor: string;
  /** The router, proxy or relay that it went through; null for none. */
  readonly via: string | null;
}

/** So many deposits of one kind. */
export interface DepositCount extends Pick<MixerDeposit, 'pool' | 'asset' | 'denomination'> {
  readonly count: number;
}

/** A transfer to a contract of a mixer. */
interface Arrival {
  readonly transfer: Transfer;
  readonly contract: MixerContract;
}

/** The deposits that a transaction made, as far as its transfers are known; those in pools first, in the order of the transfers. */
export function depositsIn(tx: EthereumTransaction, contracts: MixerContracts): MixerDeposit[] {
  const arrivals = tx.transfers.flatMap((transfer): Arrival[] => {
    const contract = transfer.moved && transfer.value > 0n ? contracts.at(transfer.to) : undefined;
    return contract?.mixes === true ? [{ transfer, contract }] : [];
  });
  // What reached a router and is not seen to go on yet.
  const open = arrivals.filter(
    ({ transfer, contract }) => passesOn(contract) && contracts.at(transfer.from)?.entity !== contract.entity,
  );
  const seen = arrivals
    .filter(
      ({ transfer, contract }) => takesDeposits(contract) && fits(contract, transfer.asset, transfer.value),
    )
    .map((arrival) => seenDeposit(tx, arrival, open, contracts));
  // Where all of a transaction is known, what did not reach a pool was no deposit.
  return tx.whole === true
    ? seen
    : [...seen, ...open.flatMap((arrival) => unseenDeposit(tx, arrival, contracts))];
}

function seenDeposit(
  tx: EthereumTransaction,
  { transfer, contract }: Arrival,
  open: Arrival[],
  contracts: MixerContracts,
): MixerDeposit {
  const from = contracts.at(transfer.from);
  const isPassed = from !== undefined && from.entity === contract.entity && passesOn(from);
  const base = depositAt(tx, contract, transfer.asset);
  if (!isPassed)
    return { ...base, depositor: payerOf(transfer.from, transfer.asset, tx, contracts), via: null };
  const index = open.findIndex(
    (paid) =>
      paid.transfer.to === transfer.from &&
      paid.transfer.asset === transfer.asset &&
      (contract.denomination === null || paid.transfer.value === transfer.value),
  );
  const [paid] = index < 0 ? [] : open.splice(index, 1);
  const payer = paid?.transfer.from ?? tx.sender ?? transfer.from;
  return { ...base, depositor: payerOf(payer, transfer.asset, tx, contracts), via: transfer.from };
}

/** A deposit of which only the way to the router was seen: the denomination tells the pool, if only one has it. */
function unseenDeposit(
  tx: EthereumTransaction,
  { transfer, contract }: Arrival,
  contracts: MixerContracts,
): MixerDeposit[] {
  const pools = contracts
    .poolsOf(contract.entity)
    .filter((pool) => fits(pool, transfer.asset, transfer.value));
  const [pool, another] = pools;
  if (pool === undefined || another !== undefined) return [];
  const depositor = payerOf(transfer.from, transfer.asset, tx, contracts);
  return [{ ...depositAt(tx, pool, transfer.asset), depositor, via: transfer.to }];
}

/**
 * Who paid an address that kept nothing of an asset in the transaction, if that was one alone: the owner behind a contract. A mixer
 * is nobody: whoever deposits what he has just withdrawn is the depositor himself.
 */
function payerOf(
  address: string,
  asset: Asset,
  { transfers }: EthereumTransaction,
  contracts: MixerContracts,
): string {
  const moved = transfers.filter(
    (transfer) => transfer.moved && transfer.asset === asset && transfer.value > 0n,
  );
  const passed = new Set<string>();
  for (let payer = address; ; ) {
    passed.add(payer);
    const got = moved.filter(({ to }) => to === payer);
    const gave = moved.filter(({ from }) => from === payer);
    const [before, another] = [...new Set(got.map(({ from }) => from))];
    const isEven = sum(got.map(({ value }) => value)) === sum(gave.map(({ value }) => value));
    if (before === undefined || another !== undefined || !isEven || passed.has(before)) return payer;
    if (contracts.at(before) !== undefined) return payer;
    payer = before;
  }
}

function depositAt(
  { txid }: EthereumTransaction,
  { address, entity, denomination }: MixerContract,
  asset: Asset,
) {
  return { txid, pool: address, entity, asset, denomination };
}

/** How many there are of each kind: by asset, the larger denominations first, then by pool. */
export function countDeposits(deposits: readonly MixerDeposit[]): DepositCount[] {
  const counts = new Map<string, DepositCount>();
  for (const { pool, asset, denomination } of deposits) {
    const key = `${pool} ${asset}`;
    counts.set(key, { pool, asset, denomination, count: (counts.get(key)?.count ?? 0) + 1 });
  }
  return [...counts.values()].sort(
    (a, b) =>
      compare(a.asset, b.asset) ||
      compare(b.denomination ?? 0n, a.denomination ?? 0n) ||
      compare(a.pool, b.pool),
  );
}
