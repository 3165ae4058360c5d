/**
 * Reads from the contracts of USDT and USDC whether flagged addresses are frozen. Read when asked for, at the pinned block: a state of
 * the world, not of the trace, so no digest covers it.
 */

import type { Tip } from '../core/chain.ts';
import { ProviderError } from '../core/errors.ts';
import type { Flag } from '../core/flags/flag.ts';
import { type Freeze, freezeAnswer, freezeCall, ISSUERS, type Issuer } from '../core/freezes/issuer.ts';
import type { ChainSource } from './ports.ts';
import { shownAddress } from './report/shown-address.ts';
import { formatUtcTime } from './utc-time.ts';

/** Flagged addresses that are asked about, those of the strongest flags first. */
const MAX_ADDRESSES = 100;

/** One answer for each flagged address of Ethereum and each issuer, in the order of the flags. */
export async function readFreezes(
  flags: readonly Flag[],
  tip: Tip | undefined,
  source: ChainSource | undefined,
): Promise<Freeze[]> {
  if (tip === undefined || source === undefined) return [];
  const flagged = flags.flatMap(({ chain, address }) => (chain === 'ethereum' ? [address] : []));
  const addresses = [...new Set(flagged)].slice(0, MAX_ADDRESSES);
  return Promise.all(
    addresses.flatMap((address) => ISSUERS.map((issuer) => readFreeze(address, issuer, tip, source))),
  );
}

async function readFreeze(address: string, issuer: Issuer, tip: Tip, source: ChainSource): Promise<Freeze> {
  const { token, contract } = issuer;
  const base = { address, token, contract, block: { height: tip.height, time: tip.time } };
  const unknown = (problem: string) => ({ ...base, frozen: null, provider: null, problem });
  if (source.call === undefined) return unknown('no explorer of the run can call contracts');
  try {
    const { value, provider } = await source.call(contract, freezeCall(issuer, address), tip);
    const frozen = freezeAnswer(value);
    return frozen === null
      ? unknown('the contract gave no truth value')
      : { ...base, frozen, provider, problem: null };
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    return unknown(error.message);
  }
}

/** As the report shows it. */
export function freezeJson({ address, contract, block, ...freeze }: Freeze) {
  return {
    address: shownAddress('ethereum', address),
    ...freeze,
    contract: shownAddress('ethereum', contract),
    block: { height: block.height, time: formatUtcTime(block.time) },
  };
}
