/** Batches: what is sent together, and what each call gets for itself. */

import { describe, expect, test } from '@jest/globals';
import type { FastifyReply } from 'fastify';
import { readAnswer } from '../../../src/explorers/json-rpc/answer.ts';
import { inBatches } from '../../../src/explorers/json-rpc/batch.ts';
import { ask } from '../../../src/explorers/json-rpc/call.ts';
import type { Transport, TransportOptions } from '../../../src/explorers/transport/transport.ts';
import { createMemoryArchive } from '../../../src/storage/memory-archive.ts';
import { failureOf, quickTransport, withServer } from './local-server.ts';

interface Posted {
  readonly id: number;
  readonly method: string;
  readonly params: readonly unknown[];
}
type Answer = (posted: Posted | Posted[], reply: FastifyReply, request: number) => unknown;

/** Echoes the first parameter of each call, in reverse order. */
const echo: Answer = (posted) =>
  Array.isArray(posted) ? posted.map((call) => echoOf(call)).reverse() : echoOf(posted);
const echoOf = ({ id, params }: Posted) => ({ jsonrpc: '2.0', id, result: params[0] });

async function withBatches<T>(
  size: number,
  answer: Answer,
  use: (transport: Transport, posted: readonly (Posted | Posted[])[], url: string) => Promise<T>,
  options: Partial<TransportOptions> = {},
): Promise<T> {
  const posted: (Posted | Posted[])[] = [];
  return withServer(
    (request, reply) => {
      posted.push(request.body as Posted | Posted[]);
      return answer(request.body as Posted | Posted[], reply, posted.length);
    },
    ({ url }) => use(quickTransport(url, { joined: inBatches(size), attempts: 3, ...options }), posted, url),
  );
}

const resultOf = async (transport: Transport, value: unknown) => {
  const answer = readAnswer(await ask(transport, ['echo', value], { validity: () => 'settled' }));
  return 'result' in answer ? answer.result : answer.refused;
};
const many = Array.from({ length: 25 }, (_, n) => n);
const askMany = (transport: Transport) => Promise.all(many.map((n) => resultOf(transport, n)));
const sizesOf = (posted: readonly (Posted | Posted[])[]) =>
  posted.map((one) => (Array.isArray(one) ? one.length : 1));

test('calls of the same time go together, never more than allowed, and each gets its own answer', () =>
  withBatches(10, echo, async (transport, posted) => {
    expect(await askMany(transport)).toEqual(many);
    expect(sizesOf(posted)).toEqual([10, 10, 5]);
    expect(transport.traffic().requests).toBe(3);
  }));

test('a batch whose answer is larger than is read is asked for call by call, and only the large one fails', () =>
  withBatches(
    10,
    echo,
    async (transport, posted) => {
      const large = 'x'.repeat(2000);
      const asked = ['a', large, 'b'].map((value) => resultOf(transport, value));
      const [first, second, third] = await Promise.allSettled(asked);
      expect([first, third]).toEqual([
        { status: 'fulfilled', value: 'a' },
        { status: 'fulfilled', value: 'b' },
      ]);
      expect(second).toMatchObject({ status: 'rejected', reason: { code: 'BAD_PROVIDER_DATA' } });
      expect(sizesOf(posted)).toEqual([3, 1, 1, 1]);
    },
    { maxBodyBytes: 1000 },
  ));

test('a call alone is sent as one', () =>
  withBatches(10, echo, async (transport, posted) => {
    expect(await resultOf(transport, 'x')).toBe('x');
    expect(posted).toEqual([{ jsonrpc: '2.0', id: 1, method: 'echo', params: ['x'] }]);
  }));

test('what is archived of a call does not tell that it was in a batch', () =>
  withBatches(10, echo, async (transport, _posted, url) => {
    const archive = createMemoryArchive();
    const batching = quickTransport(url, { joined: inBatches(10), archive });
    expect(await askMany(batching)).toEqual(many);
    const body = await ask(batching, ['echo', 3], { validity: () => 'settled' });
    expect(JSON.parse(body.text)).toEqual({ jsonrpc: '2.0', id: 1, result: 3 });
    expect(body.id).toMatch(/^[0-9a-f]{32}$/);
    const single = quickTransport(url, { archive });
    expect(await askMany(single)).toEqual(many);
    expect(single.traffic()).toEqual({ requests: 0, cacheHits: 25 });
    expect(transport.traffic().requests).toBe(0);
  }));

test('each call of a batch takes its turn where the rate is kept', () =>
  withBatches(
    10,
    echo,
    async (transport, posted) => {
      const started = performance.now();
      await Promise.all(many.slice(0, 20).map((n) => resultOf(transport, n)));
      expect(sizesOf(posted)).toEqual([10, 10]);
      // The second ten do not fit into the second of the first.
      expect(performance.now() - started).toBeGreaterThan(1000);
    },
    { requestsPerSecond: 15 },
  ));

test('when calls of a batch are refused for the rate, the others are answered, and nobody asks for a while', () => {
  const times: number[] = [];
  return withBatches(
    5,
    (posted, _reply, request) => {
      times.push(performance.now());
      const calls = Array.isArray(posted) ? posted : [posted];
      return calls.map((call) =>
        request === 1 && call.params[0] !== 3
          ? { jsonrpc: '2.0', id: call.id, error: { code: -32005, message: 'rate limit exceeded' } }
          : echoOf(call),
      );
    },
    async (transport, posted) => {
      expect(await Promise.all(many.slice(0, 5).map((n) => resultOf(transport, n)))).toEqual([0, 1, 2, 3, 4]);
      expect(sizesOf(posted)).toEqual([5, 4]);
      expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThan(390);
    },
    { firstPauseMs: 400 },
  );
});

test('numbers stay exact', () =>
  withBatches(
    5,
    (posted, reply) => {
      const calls = Array.isArray(posted) ? posted : [posted];
      const answers = calls.map(
        ({ id }) => `{"jsonrpc":"2.0","id":${id},"result":{"value":123456789012345678901}}`,
      );
      return reply.type('application/json').send(`[${answers.join()}]`);
    },
    async (transport) => {
      expect(await Promise.all([resultOf(transport, 1), resultOf(transport, 2)])).toEqual([
        { value: 123456789012345678901n },
        { value: 123456789012345678901n },
      ]);
    },
  ));

describe('what goes wrong', () => {
  test('for one call is tried again for that call alone', () => {
    const limited: Answer = (posted, reply, request) => {
      const answers = echo(posted, reply, request) as { id: number }[];
      if (request > 1) return answers;
      return answers.map((answer, at) =>
        at === 2 ? { id: answer.id, error: { code: -32005, message: 'rate limit exceeded' } } : answer,
      );
    };
    return withBatches(10, limited, async (transport, posted) => {
      expect(await Promise.all([1, 2, 3, 4].map((n) => resultOf(transport, n)))).toEqual([1, 2, 3, 4]);
      expect(sizesOf(posted)).toEqual([4, 1]);
    });
  });

  test('for one call for good is told to that call alone', () => {
    const refusing: Answer = (posted) =>
      (posted as Posted[]).map((call) =>
        call.params[0] === 2 ? { id: call.id, error: { code: -32602, message: 'no twos' } } : echoOf(call),
      );
    return withBatches(10, refusing, async (transport) => {
      const [one, two, three] = await Promise.allSettled([1, 2, 3].map((n) => resultOf(transport, n)));
      expect([one, three]).toMatchObject([{ value: 1 }, { value: 3 }]);
      expect(two).toMatchObject({ reason: { message: 'test: answered "no twos" (echo [2])' } });
    });
  });

  test('for all of them is tried again for all of them', () =>
    withBatches(
      10,
      (posted, reply, request) =>
        request === 1
          ? reply.code(429).header('retry-after', '0').send('slow down')
          : echo(posted, reply, request),
      async (transport) => expect(await askMany(transport)).toEqual(many),
    ));

  test('an answer that is missing is asked for again', () =>
    withBatches(
      10,
      (posted, reply, request) => {
        const answers = echo(posted, reply, request) as unknown[];
        return request === 1 ? answers.slice(1) : answers;
      },
      async (transport) =>
        expect(await Promise.all([1, 2].map((n) => resultOf(transport, n)))).toEqual([1, 2]),
    ));

  test('a server that takes no batches says so, and the remedy is named', () =>
    withBatches(
      10,
      () => ({
        jsonrpc: '2.0',
        id: null,
        error: { code: -32600, message: 'batch requests are not supported' },
      }),
      async (transport) => {
        const errors = await Promise.all([1, 2].map((n) => failureOf(() => resultOf(transport, n))));
        for (const { message } of errors)
          expect(message).toContain('set batch to 1, or to what the server takes');
      },
    ));

  test('a good answer to another batch is none', () =>
    withBatches(
      10,
      () => ({ jsonrpc: '2.0', id: 77, result: 'x' }),
      async (transport) => {
        const errors = await Promise.all([1, 2].map((n) => failureOf(() => resultOf(transport, n))));
        expect(errors.map(({ message }) => message)).toEqual([
          'test: id is 77; expected 1, that of the call (echo [1])',
          'test: id is 77; expected 1, that of the call (echo [2])',
        ]);
      },
    ));

  test('nothing is found there', () =>
    withBatches(
      10,
      (_, reply) => reply.code(404).send('none'),
      async (transport) => {
        const errors = await Promise.all([1, 2].map((n) => failureOf(() => resultOf(transport, n))));
        for (const { message } of errors) expect(message).toContain('no JSON-RPC API is found there (404)');
      },
    ));
});
