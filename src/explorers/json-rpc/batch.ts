/**
 * Calls that are asked for at about the same time, sent as one batch: a step of the request pipeline, below the archive
 * and the retries, so that both see single calls. The queue is that of ethers' `JsonRpcApiProvider`, whose `_send` is
 * made for sub-classes; its network detection, its cache and its events are not used.
 */

import { JsonRpcApiProvider, type JsonRpcPayload, type JsonRpcResult } from 'ethers';
import { stringify } from 'lossless-json';
import { ProviderUnavailableError } from '../../core/errors.ts';
import { Body, contextOf, isJson, messageAbout, type Origin } from '../transport/body.ts';
import { TooLargeError } from '../transport/failure.ts';
import type { Fetch, Step } from '../transport/request.ts';
import { CALL_ID, isRpcAnswer, rateLimitIn } from './answer.ts';

/** How long a call waits for others to go with it, milliseconds. */
const STALL_MS = 2;

/** Sends up to `size` calls in one request, each of which counts as one where the rate is kept. */
export function inBatches(size: number): Step {
  return (next) => {
    let batches: Batches | null = null;
    return async (request) => {
      if (request.posted === null) return next(request);
      batches ??= new Batches(request.origin, next, size);
      const { method, params } = JSON.parse(request.posted) as Pick<JsonRpcPayload, 'method' | 'params'>;
      const answer: Body | Error = await batches.send(method, params);
      if (answer instanceof Error) throw answer;
      const body = new Body(request.origin, answer);
      if (!body.isAbsent) request.check(body);
      return body;
    };
  };
}

class Batches extends JsonRpcApiProvider {
  readonly #at: Origin;
  readonly #next: Fetch;

  constructor(at: Origin, next: Fetch, size: number) {
    const still = { staticNetwork: true, cacheTimeout: -1, polling: true } as const;
    super('mainnet', { ...still, batchMaxCount: size, batchStallTime: STALL_MS });
    this.#at = at;
    this.#next = next;
  }

  /** Answers each call with a body of its own, as if it had been asked for alone, or with what became of it. */
  override async _send(payload: JsonRpcPayload | JsonRpcPayload[]): Promise<JsonRpcResult[]> {
    const payloads = Array.isArray(payload) ? payload : [payload];
    try {
      const body = await this.#ask(payloads);
      return payloads.map(({ id }) => ({ id, result: answerTo(id, body) }));
    } catch (error) {
      if (!(error instanceof TooLargeError) || payloads.length === 1) throw error;
      // It may be because of one of them; what becomes of that one is no matter of the others.
      const alone = payloads.map((one) =>
        this._send(one).catch((failure: unknown) => [{ id: one.id, result: failure }]),
      );
      return (await Promise.all(alone)).flat();
    }
  }

  #ask(payloads: readonly JsonRpcPayload[]): Promise<Body> {
    const methods = [...new Set(payloads.map(({ method }) => method))].join(', ');
    return this.#next({
      origin: { ...this.#at, path: `${payloads.length} calls: ${methods}` },
      posted: JSON.stringify(payloads.length === 1 ? payloads[0] : payloads),
      check: isJson,
      isAnswer: isRpcAnswer,
      refusalIn: rateLimitIn,
      validity: () => 'once',
      part: null,
      tip: null,
      isFresh: false,
      questions: payloads.length,
    });
  }
}

/** Answers come in any order. One that is no list is the answer to all calls: that of an only one, or a refusal. */
function answerTo(id: number, body: Body): Body {
  if (body.isAbsent) return body;
  const json = body.json();
  const mine: unknown = Array.isArray(json) ? json.find((answer) => idOf(answer) === id) : json;
  if (mine === undefined) {
    const problem = 'leaves a call of a batch without an answer';
    throw new ProviderUnavailableError(messageAbout(body, problem), contextOf(body));
  }
  const text =
    typeof mine === 'object' && mine !== null && idOf(mine) === id
      ? stringify({ ...mine, id: CALL_ID })
      : stringify(mine);
  return new Body(body, { status: body.status, text: text ?? '', at: body.at });
}

function idOf(answer: unknown): unknown {
  return typeof answer === 'object' && answer !== null && 'id' in answer ? answer.id : undefined;
}
