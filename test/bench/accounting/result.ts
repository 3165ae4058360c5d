/** What `npm run bench` prints for one graph, or one choice of seeds, and one method. */

import type { Chain } from '../../../src/core/chain.ts';
import type { MethodName } from '../../../src/core/taint/method.ts';

export interface Result {
  readonly name: string;
  readonly method: MethodName;
  readonly chain: Chain;
  /** Transactions of a Bitcoin graph, transfers of an Ethereum graph. */
  readonly size: number;
  readonly seeds: number;
  /** On the tape: gas is a movement of its own. */
  readonly movements: number;
  /** Takes and puts of all movements, the fee included: of Bitcoin inputs, outputs and fees. */
  readonly legs: number;
  /** One replay by the method. */
  readonly seconds: number;
  /** Of all threads of the process, the collector's included: hardly depends on what else runs on the machine. */
  readonly cpuSeconds: number;
  readonly movementsPerSecond: number;
  readonly legsPerSecond: number;
  /** Of `size`. */
  readonly sizePerSecond: number;
  /** Peak of the process after it had settled by all methods, less what it had without a graph. */
  readonly bytesPerMovement: number;
  /** What the ledger of the method keeps. */
  readonly ledgerBytesPerMovement: number;
  /** Movements that take stolen value. */
  readonly movementsReached: number;
  /** Adding all to the graph. */
  readonly addSeconds: number;
  /** Settling without any method: the tape, the marks, the opening balances. */
  readonly tapeSeconds: number;
  /** Settling by all methods. */
  readonly settleSeconds: number;
  readonly settleCpuSeconds: number;
  readonly peakBytes: number;
  /** With 500 seeds: how many times the CPU time of one seed on the same graph, in the same process. */
  readonly timesOneSeed?: number;
  /** The same of settling by all methods. */
  readonly settleTimesOneSeed?: number;
  /** Against the next smaller graph: how the CPU time grew, divided by how n log n grew. 1 or less is good. */
  readonly growth?: number;
}
