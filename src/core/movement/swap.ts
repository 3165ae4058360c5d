/**
 * Swaps: where an owner exchanged one asset for one other through an exchange, one conversion takes the place of its
 * transfers from and to the market.
 */

import { InvariantError } from '../errors.ts';
import type { EthereumTransaction } from '../transaction.ts';
import type { EthereumKnowledge } from './knowledge.ts';
import { type Exchange, marketOf, type Scene } from './market.ts';
import type { Step } from './step.ts';
import { inSequence, sequencesOf } from './step-order.ts';

/**
 * The first exchange that a transaction touches, as the receiver of its call or as a party of a step; null for none.
 * @param steps in order
 */
export function exchangeTouched(
  tx: EthereumTransaction,
  steps: readonly Step[],
  { isExchange }: Pick<EthereumKnowledge, 'isExchange'>,
): string | null {
  for (const { kind, to } of tx.transfers) if (kind === 'call' && isExchange(to)) return to;
  for (const { gives, gets } of steps) {
    if (isExchange(gives.address)) return gives.address;
    if (isExchange(gets.address)) return gets.address;
  }
  return null;
}

/**
 * The steps with conversions in the place of swaps. A conversion stands where the owner first gives.
 * @param touched the exchange that keeps what is too small to convert, where the owner gives to none itself
 */
export function withSwaps(scene: Scene, touched: string): Step[] {
  const { steps, knowledge } = scene;
  const { exchanges, insiders } = marketOf(scene);
  if (exchanges.length === 0) return [...steps];
  const dropped = new Set(exchanges.flatMap(({ transfers }) => transfers));
  for (const step of steps) {
    if (insiders.has(step.gives.address) || insiders.has(step.gets.address)) dropped.add(step);
  }
  const given = new Map<Step, Step>();
  const got = new Map<Step, Step>();
  for (const exchange of exchanges) {
    const { owner, transfers } = exchange;
    const swap = swapOf(exchange, touched, knowledge);
    given.set(
      first(transfers, ({ gives }) => gives.address === owner, exchange.gives.asset),
      swap,
    );
    got.set(
      first(transfers, ({ gets }) => gets.address === owner, exchange.gets.asset),
      swap,
    );
  }
  const standsFor = (step: Step, also: ReadonlyMap<Step, Step>[]) => [
    ...also.flatMap((swaps) => swaps.get(step) ?? []),
    ...(dropped.has(step) ? [] : [step]),
  ];
  return inSequence(
    steps.flatMap((step) => standsFor(step, [given])),
    sequencesOf(steps).map((sequence) => sequence.flatMap((step) => standsFor(step, [got, given]))),
  );
}

function swapOf(
  { owner, gives, gets, transfers }: Exchange,
  touched: string,
  { isExchange }: EthereumKnowledge,
): Step {
  const paid = transfers.filter((step) => step.gives.address === owner && step.gives.asset === gives.asset);
  const exchanger = paid.map((step) => step.gets.address).find((address) => isExchange(address)) ?? touched;
  return { gives: { address: owner, ...gives }, gets: { address: owner, ...gets }, exchanger };
}

/** The first of an owner's transfers of an asset in one direction; an exchange has some in both. */
function first(transfers: readonly Step[], isDirection: (step: Step) => boolean, asset: string): Step {
  const found = transfers.find((step) => isDirection(step) && step.gives.asset === asset);
  if (found === undefined) throw new InvariantError('an exchange without its transfers', { asset });
  return found;
}
