/**
 * Look-alikes: addresses made to be mistaken for another one in a list that shows only how addresses begin and end (address
 * poisoning). Two addresses that were not made so agree in seven digits once in 268 million pairs.
 */

const FIRST_DIGITS = 3;
const LAST_DIGITS = 4;

/** What two look-alikes have in common. @param address canonical */
export function looksOf(address: string): string {
  return address.slice(2, 2 + FIRST_DIGITS) + address.slice(-LAST_DIGITS);
}

/** True for two addresses that look alike and are not the same. */
export function areLookAlikes(a: string, b: string): boolean {
  return a !== b && looksOf(a) === looksOf(b);
}
