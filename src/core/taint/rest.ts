/**
 * What rests: stolen units that came to where nothing is followed. They go nowhere, so of each source only their number
 * is kept. Most such holdings are the fees of a block and get units of one source, so that these are kept in columns.
 */

import { BigintColumn, Column } from '../columns.ts';
import type { HoldingId } from '../tape/tape.ts';
import type { Portion, SourceId } from './lots.ts';

export class Rest {
  /** By holding: the row of the source that came first. */
  readonly #rows = new Map<HoldingId, number>();
  readonly #sources = new Column('int32');
  readonly #amounts = new BigintColumn();
  /** By holding: the units of the sources that came later. */
  readonly #others = new Map<HoldingId, Map<SourceId, bigint>>();

  add(holding: HoldingId, source: SourceId, amount: bigint): void {
    const row = this.#rows.get(holding);
    if (row === undefined) {
      this.#rows.set(holding, this.#sources.push(source));
      this.#amounts.push(amount);
    } else if (this.#sources.get(row) === source) {
      this.#amounts.set(row, this.#amounts.get(row) + amount);
    } else {
      const others = this.#others.get(holding) ?? new Map<SourceId, bigint>();
      this.#others.set(holding, others.set(source, (others.get(source) ?? 0n) + amount));
    }
  }

  /** By source, in the order in which they came. */
  portionsAt(holding: HoldingId): Portion[] {
    const row = this.#rows.get(holding);
    if (row === undefined) return [];
    const first = { source: this.#sources.get(row), amount: this.#amounts.get(row) };
    const others = this.#others.get(holding) ?? [];
    return [first, ...Array.from(others, ([source, amount]) => ({ source, amount }))];
  }

  amountAt(holding: HoldingId): bigint {
    const row = this.#rows.get(holding);
    if (row === undefined) return 0n;
    let amount = this.#amounts.get(row);
    for (const other of this.#others.get(holding)?.values() ?? []) amount += other;
    return amount;
  }
}
