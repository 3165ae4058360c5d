/**
 * Exposure in a report: for each address what of its stolen outflow came to mixers, sanctioned parties and exchanges. Ways share
 * their ends, so each step is written once and tells the number of the next.
 */

import type { Exposure, ExposureTable, Part, PartyExposure } from '../../core/exposure/exposure.ts';
import { formatUtcTime } from '../utc-time.ts';
import { stepJson } from './report-paths.ts';
import { shownAddress } from './shown-address.ts';

/** The table in the contract form. */
export function exposureJson({ addresses, steps, leftOut }: ExposureTable) {
  return {
    addresses: addresses.map(addressJson),
    steps: steps.map(({ chain, next, ...step }) => ({ ...stepJson(chain, step), next })),
    leftOut: leftOut.map(({ chain, address }) => ({ chain, address: shownAddress(chain, address) })),
  };
}

function addressJson(exposure: Exposure) {
  const { chain, address, asset, method, outflow, range, parties, elsewhere, resting } = exposure;
  return {
    chain,
    address: shownAddress(chain, address),
    asset,
    method,
    outflow: outflow.toString(),
    range: rangeJson(range),
    parties: parties.map(partyJson),
    elsewhere: elsewhere.map(({ kind, amount }) => ({ kind, amount: amount.toString() })),
    resting: resting.toString(),
  };
}

function partyJson({ direct, indirect, first, last, ...party }: PartyExposure) {
  return {
    ...party,
    direct: partJson(direct),
    indirect: partJson(indirect),
    first: formatUtcTime(first),
    last: formatUtcTime(last),
  };
}

function partJson({ amount, range, share }: Part) {
  return { amount: amount.toString(), range: rangeJson(range), shareMillionths: share };
}

function rangeJson({ min, max }: { readonly min: bigint; readonly max: bigint }) {
  return { min: min.toString(), max: max.toString() };
}

export type ExposureJson = ReturnType<typeof exposureJson>;
