/**
 * Exposure of addresses as lists show it, one by one.
 */

import type { ExposureJson } from './report-exposure.ts';
import type { ReportJson } from './report-json.ts';
import { askedAddress } from './seed-paths.ts';

/**
 * Exposure of all addresses of a report, or of one of them with the ways in full. Reports of earlier versions have none.
 * @param address null for all
 */
export function exposureRows({ exposure }: Partial<Pick<ReportJson, 'exposure'>>, address: string | null) {
  const { addresses = [], steps = [] } = exposure ?? {};
  if (address === null) return addresses.map((row) => ({ ...row, parties: row.parties.map(withoutPath) }));
  const wanted = askedAddress(address);
  return addresses
    .filter((row) => row.address === wanted)
    .map((row) => ({
      ...row,
      parties: row.parties.map((party) => ({ ...party, path: wayFrom(party.path, steps) })),
    }));
}

function withoutPath({ path: _path, ...party }: ExposureJson['addresses'][number]['parties'][number]) {
  return party;
}

type StepsJson = ExposureJson['steps'];

function wayFrom(first: number | null, steps: StepsJson) {
  const way: Omit<StepsJson[number], 'next'>[] = [];
  let found = first === null ? undefined : steps[first];
  while (found !== undefined) {
    const { next, ...step } = found;
    way.push(step);
    found = next === null ? undefined : steps[next];
  }
  return way;
}
