/**
 * The market side of a transaction that touches an exchange: everybody with whom an owner's assets change places. Who
 * belongs to it is told by what addresses did in the transaction, as pools are rarely tagged (docs/conversions.md).
 */

import { ZERO_ADDRESS } from '../address.ts';
import type { Asset } from '../chain.ts';
import { append } from '../multimap.ts';
import type { EthereumKnowledge } from './knowledge.ts';
import { isTransfer, type Step } from './step.ts';

/** What the steps and the knowledge about addresses tell of a transaction. */
export interface Scene {
  /** In order. */
  readonly steps: readonly Step[];
  readonly height: number;
  readonly knowledge: EthereumKnowledge;
  /** Whether all transfers of an address in this transaction are known. */
  readonly isKnown: (address: string) => boolean;
  readonly conduits: ReadonlySet<string>;
}

/** What an owner exchanged with the market: it gave some of one asset, and got some of one other. */
export interface Exchange {
  readonly owner: string;
  readonly gives: { readonly asset: Asset; readonly amount: bigint };
  readonly gets: { readonly asset: Asset; readonly amount: bigint };
  /** Its transfers from and to the market, in order; they are what the conversion stands for. */
  readonly transfers: readonly Step[];
}

/** The exchanges of a transaction, and the conduits that only worked for them. */
export interface Market {
  readonly exchanges: readonly Exchange[];
  readonly insiders: ReadonlySet<string>;
}

/**
 * Finds who exchanged one asset for one other. An address counts as market side as long as it may itself have exchanged:
 * whoever has not is taken out, until nothing changes any more.
 */
export function marketOf(scene: Scene): Market {
  const byAddress = transfersByAddress(scene.steps);
  let owners = new Set([...byAddress.keys()].filter((address) => isCandidate(address, scene, byAddress)));
  for (;;) {
    const isOutside = (address: string) => !owners.has(address) && !isMarket(address, scene, byAddress);
    const insiders = insidersOf(scene, byAddress, isOutside);
    const isMarketSide = (address: string) => insiders.has(address) || !isOutside(address);
    const exchanges = [...owners].flatMap(
      (owner) => exchangeOf(owner, byAddress.get(owner) ?? [], scene, isMarketSide) ?? [],
    );
    if (exchanges.length === owners.size) {
      return exchanges.length === 0 ? { exchanges, insiders: new Set() } : { exchanges, insiders };
    }
    owners = new Set(exchanges.map(({ owner }) => owner));
  }
}

function transfersByAddress(steps: readonly Step[]): Map<string, Step[]> {
  const byAddress = new Map<string, Step[]>();
  for (const step of steps.filter(isTransfer)) {
    append(byAddress, step.gives.address, step);
    append(byAddress, step.gets.address, step);
  }
  return byAddress;
}

type Transfers = ReadonlyMap<string, readonly Step[]>;

/** May have exchanged: it is nobody's service, all it did is known, and it both gave and got. */
function isCandidate(address: string, { isKnown, knowledge, conduits }: Scene, byAddress: Transfers) {
  return (
    !isService(address, knowledge) &&
    !conduits.has(address) &&
    isKnown(address) &&
    givesAndGets(address, byAddress)
  );
}

/** Market side whatever it did: exchanges, whoever is not known well enough to be followed and may be a pool. */
function isMarket(address: string, scene: Scene, byAddress: Transfers): boolean {
  const { knowledge, isKnown, conduits, height } = scene;
  if (isService(address, knowledge) || !isKnown(address)) return true;
  return (
    !conduits.has(address) && !knowledge.knowsHistory(address, height) && givesAndGets(address, byAddress)
  );
}

/** Exchanges, wrappers, and the zero address, which mints and burns. */
function isService(address: string, knowledge: EthereumKnowledge): boolean {
  return address === ZERO_ADDRESS || knowledge.isExchange(address) || knowledge.isWrapper(address);
}

function givesAndGets(address: string, byAddress: Transfers): boolean {
  const transfers = byAddress.get(address) ?? [];
  return (
    transfers.some(({ gives }) => gives.address === address) &&
    transfers.some(({ gets }) => gets.address === address)
  );
}

/** The conduits that deal with nobody outside the market, not even through other conduits. */
function insidersOf(
  { conduits, knowledge }: Scene,
  byAddress: Transfers,
  isOutside: (address: string) => boolean,
): Set<string> {
  let insiders = new Set([...conduits].filter((address) => !isService(address, knowledge)));
  for (;;) {
    const isInside = (address: string) => insiders.has(address) || !isOutside(address);
    const remaining = [...insiders].filter((address) =>
      (byAddress.get(address) ?? []).every(
        ({ gives, gets }) => isInside(gives.address) && isInside(gets.address),
      ),
    );
    if (remaining.length === insiders.size) return insiders;
    insiders = new Set(remaining);
  }
}

/** What an owner exchanged with the market side; null when it is not one asset for one other. */
function exchangeOf(
  owner: string,
  all: readonly Step[],
  scene: Scene,
  isMarketSide: (address: string) => boolean,
): Exchange | null {
  const net = new Map<Asset, bigint>();
  const received = new Set<Asset>();
  const transfers: Step[] = [];
  for (const step of all) {
    const { gives, gets } = step;
    const isPayment = gives.address === owner;
    const other = isPayment ? gets.address : gives.address;
    if (!isMarketSide(other)) continue;
    // What is handed on after it was got from the market may go to a stranger's own account: it stays a payment.
    if (isPayment && received.has(gives.asset) && isStranger(other, scene)) continue;
    if (!isPayment) received.add(gets.asset);
    net.set(gives.asset, (net.get(gives.asset) ?? 0n) + (isPayment ? -gives.amount : gives.amount));
    transfers.push(step);
  }
  const changes = [...net].filter(([, amount]) => amount !== 0n);
  const [given] = changes.filter(([, amount]) => amount < 0n);
  const [got] = changes.filter(([, amount]) => amount > 0n);
  if (changes.length !== 2 || given === undefined || got === undefined) return null;
  return {
    owner,
    gives: { asset: given[0], amount: -given[1] },
    gets: { asset: got[0], amount: got[1] },
    transfers,
  };
}

/** Neither a known service, nor known otherwise. */
function isStranger(address: string, { isKnown, knowledge }: Scene): boolean {
  return !isKnown(address) && !isService(address, knowledge);
}
