/** An alert in a few words. */

import type { Change } from '../../../../cases/change.ts';

/** `2 new flags, 1 larger flag, 3 places left`. */
export function changesText(changes: readonly Change[]): string {
  const flags = changes.filter(({ kind }) => kind === 'flag');
  const fresh = flags.filter(({ before }) => before === null).length;
  const moved = changes.filter(({ kind }) => kind === 'moved').length;
  const parts = [
    [fresh, 'new flag', 'new flags'],
    [flags.length - fresh, 'larger flag', 'larger flags'],
    [moved, 'place that value left', 'places that value left'],
  ] as const;
  return parts
    .filter(([count]) => count > 0)
    .map(([count, one, many]) => `${count} ${count === 1 ? one : many}`)
    .join(', ');
}
