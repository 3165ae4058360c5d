/**
 * Outspends of many transactions in one request, which mempool's servers answer (`/txs/outspends`). What all look-ups of a
 * process want to know gathers while earlier requests are under way, and is asked as one as soon as there is a place.
 */

import { setTimeout as sleep } from 'node:timers/promises';
import DataLoader from 'dataloader';
import { stringify } from 'lossless-json';
import { ProviderError } from '../../core/errors.ts';
import { type Body, isJson } from '../transport/body.ts';
import { ATTEMPTS } from '../transport/retry.ts';
import type { Transport } from '../transport/transport.ts';
import { badAnswer, wrongAnswer } from '../wire-form.ts';
import { readOutspendLists } from './wire.ts';

/** Look-ups that begin together are a few milliseconds apart: each looks into the archive first. */
const GATHERING_MS = 10;

/** What one of the transactions got. */
export interface BatchedOutspends {
  /** The answer that it is a part of. */
  readonly whole: Body;
  /** As `/tx/:txid/outspends` would answer; null when the transaction is not known. */
  readonly text: string | null;
}

export interface OutspendBatches {
  /** Null when they must be asked for one by one: the server does not take several, or did not answer properly. */
  ask(txid: string): Promise<BatchedOutspends | null>;
}

/** @param size transactions that the server takes at once */
export function createOutspendBatches(transport: Transport, size: number): OutspendBatches {
  let isOff = false;
  let underWay: Promise<unknown> = Promise.resolve();
  // One at a time: meanwhile the next one grows.
  let last: Promise<unknown> = Promise.resolve();
  const askTogether = async (txids: readonly string[]) => {
    try {
      const answers = await askAll(transport, [...new Set(txids)]);
      return txids.map((txid) => answers.get(txid) ?? null);
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      // A refusal, or an answer of another form: it will be the same the next time.
      if (!error.retryable) isOff = true;
      return txids.map(() => null);
    }
  };
  const loader = new DataLoader<string, BatchedOutspends | null>(
    (txids) => {
      const answers = askTogether(txids);
      underWay = answers;
      return answers;
    },
    {
      cache: false,
      maxBatchSize: size,
      // What is asked until there is a place comes along. Those who asked are told what goes wrong.
      batchScheduleFn: (send) => {
        const inPlace = () =>
          transport.inPlace(() => {
            send();
            return underWay;
          });
        last = Promise.all([sleep(GATHERING_MS), last])
          .then(inPlace)
          .catch(() => {});
      },
    },
  );
  return { ask: async (txid) => (isOff ? null : loader.load(txid)) };
}

async function askAll(
  transport: Transport,
  txids: readonly string[],
): Promise<Map<string, BatchedOutspends>> {
  const path = `/txs/outspends?txids=${txids.join(',')}`;
  const options = { check: isJson, isFresh: true, hasPlace: true, attempts: ATTEMPTS.batch };
  const whole = await transport.get(path, {}, options);
  if (whole === null) throw badAnswer(transport.originOf('/txs/outspends', {}), 'has no such route (404)');
  const lists = readOutspendLists(whole);
  if (lists.length !== txids.length) {
    throw wrongAnswer(
      whole,
      `gives outspends of ${lists.length} transactions when asked for ${txids.length}`,
    );
  }
  // An unknown transaction gets an empty list; a known one has an output at least.
  const textOf = (list: readonly unknown[]) => (list.length === 0 ? null : (stringify(list) ?? null));
  return new Map(txids.map((txid, index) => [txid, { whole, text: textOf(lists[index] ?? []) }]));
}
