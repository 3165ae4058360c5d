/**
 * Noise as the report shows it.
 */

import type { Noise } from '../../core/noise/noise.ts';
import { formatUtcTime } from '../utc-time.ts';
import { shownAddress } from './shown-address.ts';

export function noiseJson({ reason, address, txid, time, asset, from, to, value, resembles }: Noise) {
  const shown = (canonical: string) => shownAddress('ethereum', canonical);
  return {
    reason,
    chain: 'ethereum' as const,
    address: shown(address),
    txid,
    time: formatUtcTime(time),
    asset,
    from: shown(from),
    to: shown(to),
    amount: value.toString(),
    resembles: resembles === null ? null : shown(resembles),
  };
}
