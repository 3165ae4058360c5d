/**
 * Conservation: what a movement puts is what it takes, value by value and stolen unit by stolen unit.
 */

import { InvariantError } from '../errors.ts';
import type { Lots } from './lots.ts';
import type { Method } from './method.ts';

/**
 * Checks what a method made of lots.
 * @param parts units that each of `divided` must have
 * @param where the transaction, for the error
 * @throws InvariantError when a unit is lost, or a stolen one under a method that conserves them
 */
export function checkConservation(
  method: Method,
  pool: Lots,
  divided: readonly Lots[],
  parts: readonly bigint[],
  where: () => string,
): void {
  let tainted = 0n;
  let isWhole = divided.length === parts.length;
  for (const [index, part] of divided.entries()) {
    tainted += part.tainted;
    isWhole &&= part.value === parts[index] && part.tainted <= part.value;
  }
  if (isWhole && (tainted === pool.tainted || !method.conserves)) return;
  const txid = where();
  throw new InvariantError(`${method.name} loses units in ${txid}`, { txid });
}
