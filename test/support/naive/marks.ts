/** Which seed a put belongs to, and how much each seed has marked. */
import type { NaiveCase, NaiveLeg, NaiveMovement } from './case.ts';
import { kindOf, naiveAssetOf } from './holding.ts';

/** The mark of the outpoint, else of the transfer, else of the account; the first that fits is the only one. */
export function seedOfPut(
  { outpointMarks, transferMarks, accountMarks }: NaiveCase,
  { txid, time }: NaiveMovement,
  { holding }: NaiveLeg,
): number | undefined {
  const kind = kindOf(holding);
  const byOutpoint = outpointMarks.get(holding);
  if (byOutpoint !== undefined) return byOutpoint.seed;
  const byTransfer = (transferMarks.get(txid) ?? []).find(
    ({ receiver, asset }) =>
      (receiver === null || receiver === holding) &&
      asset === naiveAssetOf(holding) &&
      kind !== 'conduit' &&
      kind !== 'fees',
  );
  if (byTransfer !== undefined) return byTransfer.seed;
  return (accountMarks.get(holding) ?? []).find(({ since, until }) => since <= time && time <= until)?.seed;
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
