/**
 * Outputs by script. It is made when it is first asked for, and goes on from there: only cases that start from addresses
 * need it.
 */

import { Column } from '../columns.ts';
import { NONE, type OutputId, type ScriptId } from './bitcoin-ids.ts';

export class ScriptIndex {
  readonly #scripts: Column;
  /** By script: its newest output. */
  readonly #heads = new Column('int32');
  /** By output: an older one with the same script. */
  readonly #older = new Column('int32');

  /** @param scripts script ids by output; it may only grow */
  constructor(scripts: Column) {
    this.#scripts = scripts;
  }

  /** Ascending. */
  outputsOf(script: ScriptId): OutputId[] {
    this.#catchUp();
    const outputs: OutputId[] = [];
    let output = script !== NONE && script < this.#heads.length ? this.#heads.get(script) : NONE;
    for (; output !== NONE; output = this.#older.get(output)) outputs.push(output);
    return outputs.reverse();
  }

  #catchUp(): void {
    for (let output = this.#older.length; output < this.#scripts.length; output += 1) {
      const script = this.#scripts.get(output);
      while (this.#heads.length <= script) this.#heads.push(NONE);
      this.#older.push(this.#heads.get(script));
      this.#heads.set(script, output);
    }
  }
}
