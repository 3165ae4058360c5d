/** Which seed's units lie where: every source hands what lies of it to what it was made of, newest first. */
import { mustBe } from './check.ts';
import { naiveAssetOf } from './holding.ts';
import { CLEAN, type NaiveLot } from './lot.ts';
import { largestRemainder } from './remainder.ts';
import type { NaiveSource } from './source.ts';

type Rows = Map<string, bigint>;
type Conversion = Extract<NaiveSource, { kind: 'conversion' }>;

/** `amount` units, of the asset in which the seed marked them, lie in the row. */
export interface NaiveAttribution {
  readonly seed: number;
  readonly asset: string;
  readonly row: string;
  readonly amount: bigint;
}

const compareText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** Sorted by seed, asset and row; rows without a unit are left out. */
export function attribute(
  sources: readonly NaiveSource[],
  holdings: ReadonlyMap<string, readonly NaiveLot[]>,
  rowOf: (holding: string, asset: string) => string,
): NaiveAttribution[] {
  const rowsOf = sources.map((): Rows => new Map());
  for (const [holding, lots] of holdings) {
    const row = rowOf(holding, naiveAssetOf(holding));
    for (const { source, amount } of lots) if (source !== CLEAN) addTo(rowsOf[source], row, amount);
  }
  const table: NaiveAttribution[] = [];
  for (const [index, source] of [...sources.entries()].reverse()) {
    const rows = sorted(rowsOf[index]);
    if (source.kind === 'blend') unblend(source.components, rows, rowsOf);
    if (source.kind === 'conversion') convertBack(source, rows, rowsOf);
    if (source.kind === 'seed') {
      for (const [row, amount] of rows) table.push({ seed: source.seed, asset: source.asset, row, amount });
    }
  }
  return table
    .filter(({ amount }) => amount > 0n)
    .sort((a, b) => a.seed - b.seed || compareText(a.asset, b.asset) || compareText(a.row, b.row));
}

/** Row by row, over the components in proportion to what is still open of them. */
function unblend(components: readonly NaiveLot[], rows: readonly [string, bigint][], rowsOf: Rows[]): void {
  const open = components.map(({ amount }) => amount);
  for (const [row, amount] of rows) {
    for (const [index, share] of largestRemainder(amount, open).entries()) {
      open[index] = (open[index] ?? 0n) - share;
      mustBe((open[index] ?? 0n) >= 0n, () => `component ${index} of a blend is handed out twice`);
      const component = components[index];
      if (component !== undefined) addTo(rowsOf[component.source], row, share);
    }
  }
  mustBe(total(open) === 0n, () => `${total(open)} units of a blend lie nowhere`);
}

/** What was given, over the rows in proportion to what lies there of what was got. */
function convertBack(
  { source, given, got }: Conversion,
  rows: readonly [string, bigint][],
  rowsOf: Rows[],
): void {
  const weights = rows.map(([, amount]) => amount);
  mustBe(total(weights) === got, () => `${total(weights)} of ${got} converted units lie somewhere`);
  for (const [index, share] of largestRemainder(given, weights).entries()) {
    addTo(rowsOf[source], rows[index]?.[0] ?? '', share);
  }
}

const total = (amounts: readonly bigint[]) => amounts.reduce((sum, amount) => sum + amount, 0n);

const sorted = (rows: Rows | undefined) => [...(rows ?? [])].sort(([a], [b]) => compareText(a, b));

function addTo(rows: Rows | undefined, row: string, amount: bigint): void {
  mustBe(rows !== undefined, () => 'a lot has a source that was never made');
  rows?.set(row, (rows.get(row) ?? 0n) + amount);
}
