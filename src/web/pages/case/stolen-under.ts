/**
 * How much of an asset was stolen, under the method of some outcomes: they add up to it.
 */

/** @returns a whole number of the smallest unit */
export function stolenUnder(
  asset: string,
  outcomes: readonly { readonly asset: string; readonly amount: string }[],
): string {
  const own = outcomes.filter((one) => one.asset === asset);
  return String(own.reduce((sum, { amount }) => sum + BigInt(amount), 0n));
}
