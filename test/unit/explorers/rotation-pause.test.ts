/** Explorers that stand in for each other while some of them ask for a pause. */
import { describe, expect, test } from '@jest/globals';
import type { ChainSource } from '../../../src/cases/ports.ts';
import { ProviderUnavailableError, RateLimitedError } from '../../../src/core/errors.ts';
import { rotating } from '../../../src/explorers/rotation.ts';
import { failureOf } from './local-server.ts';

/** An explorer whose answers are these, one after the other. */
function source(...answers: (string | Error)[]): ChainSource {
  const unasked = async () => {
    throw new Error('nobody asks for this');
  };
  return {
    tip: unasked,
    expand: unasked,
    traffic: () => ({ requests: 0, cacheHits: 0 }),
    blockHash: async () => {
      const answer = answers.shift() ?? 'hash';
      if (answer instanceof Error) throw answer;
      return answer;
    },
  };
}

/** Asks explorers with these answers in turn. @returns the waits and what comes of it */
async function asked(...explorers: (string | Error)[][]) {
  const waits: number[] = [];
  const rotation = rotating(
    explorers.map((answers, n) => ({ name: `e${n}`, source: source(...answers) })),
    { now: () => 0, onRotated: () => {}, sleep: async (ms) => waits.push(ms) },
  );
  const outcome = await rotation.blockHash(1).catch((error) => error);
  return { waits, outcome };
}

const pause = (ms?: number) => new RateLimitedError('paused', {}, ms);
const down = () => new ProviderUnavailableError('down', {});

describe('a pause', () => {
  test('is not waited for while another explorer answers', async () => {
    expect(await asked([pause(60_000)], ['hash'])).toEqual({ waits: [], outcome: 'hash' });
  });

  test.each([
    ['the shortest of all', [pause(60_000)], [pause(7000)], 7000],
    ['that of one when the others are down', [down()], [pause(9000)], 9000],
    ['two minutes at the most', [pause(3_600_000)], [pause(900_000)], 120_000],
    ['no time when none asks for one', [down()], [down()], 0],
  ])('else %s is waited for, before all are asked again', async (_, first, second, wait) => {
    expect(await asked(first, second)).toEqual({ waits: [wait], outcome: 'hash' });
  });

  test('that is not over then is told, with its length', async () => {
    const { outcome } = await asked([pause(5000), pause(8000)], [down(), down()]);
    expect(outcome).toBeInstanceOf(RateLimitedError);
    expect(await failureOf(() => Promise.reject(outcome))).toMatchObject({ retryAfterMs: 5000 });
  });
});
