/**
 * Which inner calls of a transaction were undone together with a call above them. Blockscout marks the call that failed, not
 * the calls that it had made until then, and its lists do not say which call made which: the trace of the node does.
 */

import { movesByKind } from '../ethereum/call-kind.ts';
import type { Body } from '../transport/body.ts';
import { badAnswer } from '../wire-form.ts';
import { incomplete } from './ask.ts';
import { type Frame, readTrace } from './trace.ts';
import type { WireInnerCall } from './wire.ts';

/** Whether a call with value may have been undone. @param hasError null where Blockscout does not say whether a call failed */
export function mayBeUndone(calls: readonly WireInnerCall[], hasError: boolean | null): boolean {
  const failed = calls.filter(({ success }) => !success).map(({ index }) => index);
  const first = hasError === true ? 0 : Math.min(...failed);
  return calls.some((call) => movesValue(call) && call.index > first);
}

/** Whether a call moved value, unless it was undone. Of an unknown kind nobody knows. */
export function movesValue({ success, value, type }: WireInnerCall): boolean {
  return success && value !== '0' && movesByKind(type) !== false;
}

/**
 * The numbers of the calls that were undone with one above them.
 * @param body the trace of the transaction
 * @throws BadProviderDataError when the trace is not that of the calls; IncompleteAnswerError when there is none yet
 */
export function undoneIn(calls: readonly WireInnerCall[], body: Body): ReadonlySet<number> {
  const frames = readTrace(body);
  if (frames.length === 0) throw incomplete(body, 'has no trace of the transaction');
  for (const call of calls) {
    if (!isSame(call, frames[call.index])) {
      throw badAnswer(body, `gives a trace whose call ${call.index} is not that of the list`);
    }
  }
  const numbers = calls.map(({ index }) => index).filter((index) => frames[index]?.isUndone === true);
  return new Set(numbers);
}

function isSame({ from, to, created_contract, value }: WireInnerCall, frame: Frame | undefined): boolean {
  if (frame === undefined || frame.from !== from.hash.toLowerCase()) return false;
  const receivers = [to?.hash, created_contract?.hash].map((hash) => hash?.toLowerCase() ?? null);
  // A creation that failed made nothing, and a call that hands on its caller's value may print it or not.
  const isReceiver = frame.to === null || receivers.includes(frame.to);
  return isReceiver && (frame.value === null || value === '0' || BigInt(value) === frame.value);
}
