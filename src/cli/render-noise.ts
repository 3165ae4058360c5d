/**
 * Noise on the terminal: how much of it there is, and every address that was made to be mistaken for another one.
 */

import type { ReportJson } from '../cases/report/report-json.ts';

/** Nothing where there is none. */
export function noiseLines({ noise }: ReportJson): string[] {
  const counts = new Map<string, number>();
  for (const { reason } of noise) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  const alike = noise.flatMap(({ from, to, address, resembles }) =>
    resembles === null ? [] : [`${from === address ? to : from} looks like ${resembles}`],
  );
  const total = [...counts].map(([reason, count]) => `${reason} ${count}`).join(', ');
  return noise.length === 0 ? [] : [`${noise.length} transfers: ${total}`, ...new Set(alike)];
}
