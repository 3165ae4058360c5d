/**
 * Shares of an outflow that came to a kind of party.
 */

interface ExposedParty {
  readonly kind: string;
  readonly direct: { readonly shareMillionths: number };
  readonly indirect: { readonly shareMillionths: number };
}

const WHOLE = 1_000_000;

/** Millionths of the outflow that came to parties of a kind, straight or not; each share was rounded down. */
export function partyShare(parties: readonly ExposedParty[], kind: string): number {
  const own = parties.filter((party) => party.kind === kind);
  return Math.min(
    WHOLE,
    own.reduce((sum, { direct, indirect }) => sum + direct.shareMillionths + indirect.shareMillionths, 0),
  );
}

/** `12.34 %`, cut; a dash for nothing. */
export function millionthsShare(millionths: number): string {
  if (millionths === 0) return '–';
  const hundredths = Math.floor(millionths / 100);
  return hundredths === 0 ? '< 0.01 %' : `${(hundredths / 100).toFixed(2)} %`;
}
