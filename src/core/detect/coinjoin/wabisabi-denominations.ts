/**
 * The standard denominations of WabiSabi clients: powers of 2, powers of 3 and their doubles, and the 1-2-5 series
 * (WalletWasabi, AmountDecomposer.cs CreateDenominations; Dumplings 36f28f27, Scanner.cs with the bounds).
 */

/** Satoshi. */
const MIN = 5_000n;
const MAX = 134_375_000_000n;

/** First term and ratio of each series. */
const SERIES: readonly (readonly [first: bigint, ratio: bigint])[] = [
  [1n, 2n],
  [1n, 3n],
  [2n, 3n],
  [1n, 10n],
  [2n, 10n],
  [5n, 10n],
];

const DENOMINATIONS: ReadonlySet<bigint> = new Set(SERIES.flatMap(([first, ratio]) => terms(first, ratio)));

function terms(first: bigint, ratio: bigint): bigint[] {
  const all: bigint[] = [];
  for (let term = first; term <= MAX; term *= ratio) if (term >= MIN) all.push(term);
  return all;
}

/** True for one of the 78 standard denominations. @param value satoshi */
export function isWabiSabiDenomination(value: bigint): boolean {
  return DENOMINATIONS.has(value);
}
