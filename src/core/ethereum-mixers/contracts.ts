/**
 * The contracts of mixers on Ethereum: what each does for its protocol, and what a pool takes (config/mixers/ethereum.csv).
 */

import type { Asset } from '../chain.ts';
import { groupedBy } from '../multimap.ts';

export interface MixerContract {
  /** Canonical form. */
  readonly address: string;
  /** The protocol, named as in the tags. */
  readonly entity: string;
  readonly role: string;
  /** False for tokens, governance, verifiers, registries, donations: what goes there is not mixed. */
  readonly mixes: boolean;
  /** The asset that a pool takes; null where it takes several, or it is not known. */
  readonly asset: Asset | null;
  /** What one deposit is, smallest unit; null where any amount can be deposited, or it is not known. */
  readonly denomination: bigint | null;
}

export interface MixerContracts {
  readonly at: (address: string) => MixerContract | undefined;
  /** The pools that a protocol's routers lead to, in the order of the table. */
  readonly poolsOf: (entity: string) => readonly MixerContract[];
  /** Of the whole table. */
  readonly digest: string;
}

/** Roles that pass a deposit on to a pool in the same transaction. */
const PASSING_ROLES: ReadonlySet<string> = new Set([
  'router',
  'proxy',
  'relay_adapt',
  'entrypoint',
  'nova_l1_helper',
]);

/** True for routers, proxies and the like: they keep nothing. */
export function passesOn({ role, mixes }: MixerContract): boolean {
  return mixes && PASSING_ROLES.has(role);
}

/** True for contracts that keep what is deposited. */
export function takesDeposits(contract: MixerContract): boolean {
  return contract.mixes && !passesOn(contract);
}

/** True when an amount of an asset may be one deposit in a contract. */
export function fits({ asset, denomination }: MixerContract, what: Asset, amount: bigint): boolean {
  return (asset === null || asset === what) && (denomination === null || denomination === amount);
}

/** The table of so many contracts. */
export function mixerContracts(contracts: readonly MixerContract[], digest: string): MixerContracts {
  const byAddress = new Map(contracts.map((contract) => [contract.address, contract]));
  const isPool = ({ role }: MixerContract) => role === 'pool' || role === 'pool_proxy';
  const byEntity = groupedBy(contracts.filter(isPool), ({ entity }) => entity);
  return {
    at: (address) => byAddress.get(address),
    poolsOf: (entity) => byEntity.get(entity) ?? [],
    digest,
  };
}

/** Where nothing is known of mixers' contracts. */
export const NO_CONTRACTS: MixerContracts = { at: () => undefined, poolsOf: () => [], digest: '' };
