/**
 * What each victim, or each seed, lost, and where it ended; largest first within one.
 */

export type OriginKind = 'seed' | 'victim';

export interface Share {
  readonly victim: string | null;
  /** Absent when shares are by victim. */
  readonly seed?: number;
  readonly kind: string;
  readonly entity: string | null;
  readonly asset: string;
  readonly amount: string;
}

export interface OriginRow {
  readonly key: string;
  /** Null where no victim is named. */
  readonly victim: string | null;
  readonly seed: number | null;
  readonly asset: string;
  readonly lost: bigint;
  readonly parts: readonly {
    readonly kind: string;
    readonly entity: string | null;
    readonly amount: bigint;
  }[];
}

/** One row for each of them and each asset, in the order in which they came. */
export function originRows(shares: readonly Share[], by: OriginKind): OriginRow[] {
  const rows = new Map<string, OriginRow>();
  for (const { victim, seed = null, kind, entity, asset, amount } of shares) {
    const key = JSON.stringify([by === 'seed' ? seed : victim, asset]);
    const row = rows.get(key) ?? {
      key,
      victim,
      seed: by === 'seed' ? seed : null,
      asset,
      lost: 0n,
      parts: [],
    };
    const part = { kind, entity, amount: BigInt(amount) };
    const parts = [...row.parts, part].sort((a, b) =>
      a.amount < b.amount ? 1 : a.amount > b.amount ? -1 : 0,
    );
    rows.set(key, { ...row, lost: row.lost + part.amount, parts });
  }
  return [...rows.values()];
}
