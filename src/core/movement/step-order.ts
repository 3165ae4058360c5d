/**
 * The order of steps. Explorers give calls and token transfers in two lists: inside an asset the order is known, between
 * ETH and tokens it is not. As long as every asset has its own ledger that does not matter; a conversion belongs to two
 * assets and ties their orders together.
 */

import { NATIVE_ASSET } from '../chain.ts';
import { append } from '../multimap.ts';
import { dependenciesFirst } from './chain-order.ts';
import { isTransfer, type Step } from './step.ts';

/**
 * Puts steps into an order in which each of the given sequences stays in its own order; else the order is kept. Where
 * sequences contradict each other, one of them gives way.
 */
export function inSequence(steps: readonly Step[], sequences: Iterable<readonly Step[]>): Step[] {
  const before = new Map<Step, Step[]>();
  for (const sequence of sequences) {
    for (const [index, step] of sequence.entries()) {
      const previous = sequence[index - 1];
      if (previous !== undefined && previous !== step) append(before, step, previous);
    }
  }
  return dependenciesFirst(
    steps,
    (step) => step,
    (step) => before.get(step) ?? [],
  );
}

/**
 * The sequences that steps in execution order are known to have: all of one asset, and for each account that wraps or
 * unwraps its steps in the wrapped token. A wrap stands in the order of ETH; between the transfers of the token it is
 * put where the account never pays what it does not have yet.
 */
export function sequencesOf(steps: readonly Step[]): Step[][] {
  const byAsset = new Map<string, Step[]>();
  const wraps = new Map<string, Step[]>();
  const payments = new Map<string, Step[]>();
  for (const step of steps) {
    const { gives, exchanger } = step;
    append(byAsset, exchanger === null ? gives.asset : NATIVE_ASSET.ethereum, step);
    if (exchanger !== null) append(wraps, `${gives.address} ${exchanger}`, step);
  }
  if (wraps.size === 0) return [...byAsset.values()];
  for (const step of steps.filter(isTransfer)) {
    for (const { address, asset } of [step.gives, step.gets]) {
      if (wraps.has(`${address} ${asset}`)) append(payments, `${address} ${asset}`, step);
    }
  }
  const tied = [...payments].map(([key, transfers]) => {
    const [address = '', asset = ''] = key.split(' ');
    const change = (step: Step) =>
      changeBy(step.gets, address, asset, 1n) + changeBy(step.gives, address, asset, -1n);
    return interleaved(wraps.get(key) ?? [], transfers, change);
  });
  return [...byAsset.values(), ...tied];
}

function changeBy(part: Step['gives'], address: string, asset: string, sign: bigint): bigint {
  return part.address === address && part.asset === asset ? sign * part.amount : 0n;
}

/**
 * Joins two lists to one in which the balance does not fall below 0, where there is such a one: of both lists a
 * beginning that never overdraws and does not lower the balance is taken first.
 */
function interleaved(a: readonly Step[], b: readonly Step[], change: (step: Step) => bigint): Step[] {
  const joined: Step[] = [];
  const lists = [[...a], [...b]];
  let balance = 0n;
  for (;;) {
    const open = lists.filter((list) => list.length > 0);
    const ready = open.map((list) => ({ list, length: safeLength(list, balance, change) }));
    const payable = open.find(([head]) => head !== undefined && balance + change(head) >= 0n);
    const rest = payable ?? open[0];
    if (rest === undefined) return joined;
    const { list, length } = ready.find((one) => one.length > 0) ?? { list: rest, length: 1 };
    for (const step of list.splice(0, length)) {
      joined.push(step);
      balance += change(step);
    }
  }
}

/** The length of the shortest beginning that never overdraws and does not lower the balance; 0 for none. */
function safeLength(list: readonly Step[], balance: bigint, change: (step: Step) => bigint): number {
  let sum = 0n;
  for (const [index, step] of list.entries()) {
    sum += change(step);
    if (balance + sum < 0n) return 0;
    if (sum >= 0n) return index + 1;
  }
  return 0;
}
