/**
 * The Bitcoin outputs of a graph in columns, by output id. An output has an id, for good, as soon as its transaction is
 * known or it is spent by a known one, whose input tells its value and script.
 */

import { BigintColumn, Column } from '../columns.ts';
import type { Journal } from '../journal.ts';
import { TextPool } from '../text-pool.ts';
import type { BitcoinOutput } from '../transaction.ts';
import { NONE, type OutputId, type ScriptId, type TxId } from './bitcoin-ids.ts';
import { ScriptIndex } from './script-index.ts';

export class OutputTable {
  readonly #scripts = new TextPool();
  readonly #values = new BigintColumn();
  readonly #scriptIds = new Column('int32');
  readonly #owners = new Column('int32');
  readonly #vouts = new Column('uint32');
  readonly #spenders = new Column('int32');
  readonly #nextSpent = new Column('int32');
  readonly #byScript = new ScriptIndex(this.#scriptIds);

  /** How many outputs have an id. */
  get size(): number {
    return this.#owners.length;
  }

  /** Satoshi. @throws InvariantError, as all that take an id, when there is no such output */
  valueOf(output: OutputId): bigint {
    return this.#values.get(output);
  }

  scriptOf(output: OutputId): ScriptId {
    return this.#scriptIds.get(output);
  }

  /** The transaction that makes it; it need not be known. */
  ownerOf(output: OutputId): TxId {
    return this.#owners.get(output);
  }

  voutOf(output: OutputId): number {
    return this.#vouts.get(output);
  }

  /** The known transaction that spends it; `NONE` when there is none. */
  spenderOf(output: OutputId): TxId {
    return this.#spenders.get(output);
  }

  /** The id of a script in hex; `NONE` when no output has it. */
  scriptIdOf(script: string): ScriptId {
    return this.#scripts.idOf(script);
  }

  /** The script in hex. */
  scriptText(script: ScriptId): string {
    return this.#scripts.text(script);
  }

  /** All outputs with a script, also such whose transaction is not known, by ascending id; none for `NONE`. */
  withScript(script: ScriptId): OutputId[] {
    return this.#byScript.outputsOf(script);
  }

  /** Another output that is spent from the same transaction, while that is not known; `NONE` after the last. */
  nextSpent(output: OutputId): OutputId {
    return this.#nextSpent.get(output);
  }

  /** Adds an output. @param next see `nextSpent` */
  add(owner: TxId, vout: number, { value, script }: BitcoinOutput, next: OutputId): OutputId {
    this.#values.push(value);
    this.#scriptIds.push(this.#scripts.add(script));
    this.#vouts.push(vout);
    this.#spenders.push(NONE);
    this.#nextSpent.push(next);
    return this.#owners.push(owner);
  }

  /** Notes who spends an output. */
  spend(output: OutputId, spender: TxId, journal: Journal): void {
    journal.set(this.#spenders, output, spender);
  }

  /** What a journal must know of. */
  get parts() {
    const columns = [this.#scriptIds, this.#owners, this.#vouts, this.#spenders, this.#nextSpent];
    return [this.#scripts, this.#values, ...columns];
  }
}
