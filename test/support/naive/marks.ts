/** Which seeds a put belongs to, and how much each seed has marked. */
import type { NaiveCase, NaiveLeg, NaiveMovement } from './case.ts';
import { kindOf, naiveAssetOf } from './holding.ts';

/** The seeds that name a put, the first first: what is above the cap of one is the next one's. */
export function seedsOfPut(
  { outpointMarks, transferMarks, accountMarks }: NaiveCase,
  { txid, time }: NaiveMovement,
  { holding }: NaiveLeg,
): number[] {
  const kind = kindOf(holding);
  const byOutpoint = outpointMarks.get(holding);
  const isAnybody = kind !== 'conduit' && kind !== 'fees';
  const byTransfer = (transferMarks.get(txid) ?? []).filter(
    ({ receiver, asset }) =>
      (receiver === holding || (receiver === null && isAnybody)) && asset === naiveAssetOf(holding),
  );
  const byAccount = (accountMarks.get(holding) ?? []).filter(
    ({ since, until }) => since <= time && time <= until,
  );
  const fitting = [...(byOutpoint === undefined ? [] : [byOutpoint]), ...byTransfer, ...byAccount];
  return fitting.map(({ seed }) => seed).sort((a, b) => a - b);
}

/** What the seeds have marked, by seed and asset. */
export class NaiveStolen {
  readonly bySeed = new Map<number, Map<string, bigint>>();
  private readonly caps: ReadonlyMap<number, bigint>;

  constructor(caps: ReadonlyMap<number, bigint>) {
    this.caps = caps;
  }

  /** How many of `clean` units the seed may still mark: all, or what its cap leaves over all assets. */
  allowed(seed: number, clean: bigint): bigint {
    const cap = this.caps.get(seed);
    if (cap === undefined) return clean;
    const used = [...(this.bySeed.get(seed)?.values() ?? [])].reduce((sum, amount) => sum + amount, 0n);
    return cap - used < clean ? cap - used : clean;
  }

  add(seed: number, asset: string, amount: bigint): void {
    const byAsset = this.bySeed.get(seed) ?? new Map<string, bigint>();
    byAsset.set(asset, (byAsset.get(asset) ?? 0n) + amount);
    this.bySeed.set(seed, byAsset);
  }
}
