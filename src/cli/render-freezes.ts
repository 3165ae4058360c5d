/**
 * Freezes on the terminal: which flagged addresses an issuer has frozen, and how many it was asked about.
 */

import type { ReportJson } from '../cases/report/report-json.ts';

/** Nothing where the issuers were not asked. */
export function freezeLines({ freezes }: ReportJson): string[] {
  const [first] = freezes ?? [];
  if (freezes === null || first === undefined) return [];
  const frozen = freezes.flatMap((one) => (one.frozen === true ? [`${one.address}: ${one.token}`] : []));
  const unknown = freezes.filter((one) => one.frozen === null).length;
  const counts = `${frozen.length} of ${freezes.length} asked at ${first.block.time} frozen, ${unknown} unknown`;
  return [counts, ...frozen];
}
