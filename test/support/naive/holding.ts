/** Kinds of holdings, read from their text form. */

export type NaiveHoldingKind = 'outpoint' | 'account' | 'conduit' | 'fees';

/** `fees:7` and `fees/ETH` are fee pots, `a/ETH` an account, `a/ETH@tx` a conduit, `tx:0` an outpoint. */
export function kindOf(holding: string): NaiveHoldingKind {
  if (holding.startsWith('fees:') || holding.startsWith('fees/')) return 'fees';
  if (holding.includes('@')) return 'conduit';
  return holding.includes('/') ? 'account' : 'outpoint';
}

/** What stands between the slash and the `@` or the end; what has no slash is Bitcoin. */
export function naiveAssetOf(holding: string): string {
  const [, asset] = holding.split('/');
  return asset === undefined ? 'BTC' : (asset.split('@')[0] ?? asset);
}
