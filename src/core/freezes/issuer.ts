/**
 * Issuers of stablecoins that can freeze an address, and how their contracts say whether they have. Frozen coins cannot be
 * moved: it is what a victim asks the issuer for.
 */

export interface Issuer {
  readonly token: string;
  /** Canonical address. */
  readonly contract: string;
  /** First four bytes of the Keccak-256 of the function's signature, hex. */
  readonly selector: string;
}

/** Tether's `isBlackListed(address)` and Circle's `isBlacklisted(address)`, as in their verified contracts on mainnet. */
export const ISSUERS: readonly Issuer[] = [
  { token: 'USDT', contract: '0xdac17f958d2ee523a2206206994597c13d831ec7', selector: '0xe47d6060' },
  { token: 'USDC', contract: '0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48', selector: '0xfe575a87' },
];

/** What an issuer's contract said of an address. */
export interface Freeze {
  /** Canonical form. */
  readonly address: string;
  readonly token: string;
  readonly contract: string;
  /** Null when nobody could say. */
  readonly frozen: boolean | null;
  /** The block that it was read at. */
  readonly block: { readonly height: number; readonly time: number };
  /** Who said it; null when nobody did. */
  readonly provider: string | null;
  /** Why it is not known; null when it is. */
  readonly problem: string | null;
}

/** The call that asks whether an address is frozen: selector and the address in 32 bytes (Solidity ABI). */
export function freezeCall({ selector }: Issuer, address: string): string {
  return selector + address.slice(2).padStart(64, '0');
}

/** The answer to it; null for what is no truth value. @param word hex */
export function freezeAnswer(word: string): boolean | null {
  if (!/^0x0{63}[01]$/.test(word)) return null;
  return word.endsWith('1');
}
