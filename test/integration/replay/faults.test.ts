/**
 * Faults as a client meets them, and the server around them: latency, counting, closing.
 */

import { describe, expect, test } from '@jest/globals';
import axios, { type AxiosError } from 'axios';
import { InvalidInputError } from '../../../src/core/errors.ts';
import { FAULT_KINDS, type FaultKind, faultFor } from '../../../src/replay/faults.ts';
import { type Replay, startReplay } from '../../../src/replay/server.ts';
import { get, withReplay } from './get.ts';
import { SMALL } from './made-up-dataset.ts';

const TX = '/api/tx/ca27083fd950a3e468ee0cf45ad6e37939452f93e38cc3c0911a580002fc7367';
const LIST = `/v2/api?chainid=1&module=account&action=txlist&address=0x${'1'.repeat(40)}`;
const HEIGHT = '/api/blocks/tip/height';
/** How axios calls a body that ends before its promised length. */
const BROKEN_OFF = 'ERR_BAD_RESPONSE';
const RATE_LIMIT = { status: '0', message: 'NOTOK', result: 'Max calls per sec rate limit reached (3/sec)' };

const always = (...kinds: FaultKind[]): { dir: string; faults: { rate: number; kinds: FaultKind[] } } => ({
  dir: SMALL,
  faults: { rate: 1, kinds },
});

/** What a client sees, as text: status, kind of body, or the code of the failure. */
async function seen(replay: Replay, path: string, timeout = 10_000): Promise<string> {
  try {
    const { status, headers, data } = await get(replay.url + path, timeout);
    const type = String(headers['content-type']).split(';')[0];
    return `${status} ${type} ${headers['retry-after'] ?? '-'} ${data.length}`;
  } catch (error) {
    return (error as AxiosError).code ?? String(error);
  }
}

/** Answers of the same fault kind to different URLs, so that every form of it shows. */
async function forms(
  kind: FaultKind,
  path: string,
  count = 40,
): Promise<{ status: number; type: string; retryAfter: unknown; data: string }[]> {
  return withReplay(always(kind), (replay) =>
    Promise.all(
      Array.from({ length: count }, async (_, n) => {
        const { status, headers, data } = await get(
          `${replay.url}${path}${path.includes('?') ? '&' : '?'}n=${n}`,
        );
        return { status, type: String(headers['content-type']), retryAfter: headers['retry-after'], data };
      }),
    ),
  );
}

describe('429', () => {
  test('Esplora: a web page, half of the answers with Retry-After: 0', async () => {
    const answers = await forms('429', TX);
    expect(
      answers.every(
        ({ status, type, data }) => status === 429 && type === 'text/html' && data.startsWith('<html>'),
      ),
    ).toBe(true);
    expect(new Set(answers.map(({ retryAfter }) => retryAfter))).toEqual(new Set([undefined, '0']));
  });

  test('Etherscan: half of them JSON with status 200', async () => {
    const answers = await forms('429', LIST);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 429]));
    for (const { status, type, data } of answers) {
      if (status === 429) expect(type).toBe('text/html');
      else expect([type, JSON.parse(data)]).toEqual(['application/json; charset=utf-8', RATE_LIMIT]);
    }
  });
});

describe('errors and pages of the server in front', () => {
  test.each([
    ['500' as const, TX, 500, 'text/plain'],
    ['500' as const, LIST, 500, 'text/html'],
    ['502-html' as const, TX, 502, 'text/html'],
    ['502-html' as const, LIST, 502, 'text/html'],
    ['html-200' as const, TX, 200, 'text/html'],
    ['html-200' as const, LIST, 200, 'text/html'],
  ])('%s on %s', async (kind, path, status, type) => {
    for (const answer of await forms(kind, path, 3)) expect(answer).toMatchObject({ status, type });
  });
});

describe('cut', () => {
  test.each([TX, LIST])('%s: half a body of a whole message, or half a message', async (path) => {
    const whole = await withReplay({ dir: SMALL }, async ({ url }) => (await get(url + path)).data);
    const outcomes = await withReplay(always('cut'), async ({ url }) =>
      Promise.all(
        Array.from({ length: 40 }, (_, n) =>
          get(`${url}${path}${path.includes('?') ? '&' : '?'}n=${n}`).then(
            ({ status, data }) => ({ status, data }),
            (error: AxiosError) => error.code,
          ),
        ),
      ),
    );
    const half = { status: 200, data: whole.slice(0, Math.ceil(whole.length / 2)) };
    expect(() => JSON.parse(half.data)).toThrow();
    const broken = outcomes.filter((outcome) => typeof outcome === 'string');
    expect(broken.length).toBeGreaterThan(5);
    expect(new Set(broken)).toEqual(new Set([BROKEN_OFF]));
    const cutShort = outcomes.filter((outcome) => typeof outcome === 'object');
    expect(cutShort.length).toBeGreaterThan(5);
    for (const outcome of cutShort) expect(outcome).toEqual(half);
  });

  test('plain text is never cut into another valid text: the connection breaks', async () => {
    await withReplay(always('cut'), async (replay) => {
      for (let n = 0; n < 20; n += 1) expect(await seen(replay, `${HEIGHT}?n=${n}`)).toBe(BROKEN_OFF);
    });
  });

  test('the message promises the whole length', async () => {
    await withReplay(always('cut'), async ({ url }) => {
      const promised = new Set<string | null>();
      for (let n = 0; n < 20; n += 1)
        promised.add((await fetch(`${url}/api/blocks/tip/hash?n=${n}`)).headers.get('content-length'));
      expect(promised).toEqual(new Set(['64']));
    });
  });
});

describe('hang', () => {
  test('nothing comes until the client gives up', async () => {
    await withReplay(always('hang'), async (replay) => {
      expect(await seen(replay, TX, 200)).toBe('ECONNABORTED');
      expect(replay.requests()).toBe(1);
    });
  });

  test('close ends hanging connections at once', async () => {
    const replay = await startReplay(always('hang'));
    const waiting = get(replay.url + TX, 30_000).catch((error: AxiosError) => error.code);
    while (replay.requests() === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    const start = performance.now();
    await replay.close();
    expect(await waiting).toBe('ECONNRESET');
    expect(performance.now() - start).toBeLessThan(2000);
  });
});

describe('determinism', () => {
  const PATHS = [HEIGHT, TX, LIST, `${TX}/outspends`, '/api/nope'];
  // Without `hang`: how long a client waits is up to the client.
  const kinds = FAULT_KINDS.filter((kind) => kind !== 'hang');
  const options = { dir: SMALL, faults: { rate: 0.5, seed: 'seven', kinds } };

  test('the same requests meet the same faults, one after the other or all at once', async () => {
    const inTurn = (replay: Replay): Promise<string[][]> =>
      PATHS.reduce<Promise<string[][]>>(async (before, path) => {
        const rows = await before;
        const row: string[] = [];
        for (let n = 0; n < 6; n += 1) row.push(await seen(replay, path));
        return [...rows, row];
      }, Promise.resolve([]));
    const first = await withReplay(options, inTurn);
    const second = await withReplay(options, inTurn);
    expect(second).toEqual(first);
    const backwards = await withReplay(options, (replay) =>
      Promise.all(
        PATHS.toReversed().map(async (path) => {
          const row: string[] = [];
          for (let n = 0; n < 6; n += 1) row.push(await seen(replay, path));
          return row;
        }),
      ),
    );
    expect(backwards.toReversed()).toEqual(first);
    expect(new Set(first.flat()).size).toBeGreaterThan(5);
  });

  test('a request fails exactly when the pure function says so', async () => {
    const { faults } = options;
    await withReplay({ ...options, faults: { ...faults, kinds: ['500'] } }, async (replay) => {
      for (const path of PATHS) {
        for (let n = 1; n <= 6; n += 1) {
          const expected = faultFor({ ...faults, kinds: ['500'] }, 'GET', path, n) !== null;
          expect([path, n, (await seen(replay, path)).startsWith('500')]).toEqual([path, n, expected]);
        }
      }
    });
  });
});

describe('the server', () => {
  test('counts every request, refused and failed ones too', async () => {
    await withReplay({ dir: SMALL }, async (replay) => {
      for (const path of [HEIGHT, '/nope', '/api/tx/%zz', LIST]) await get(replay.url + path);
      expect(replay.requests()).toBe(4);
    });
  });

  test('waits before it answers when told to', async () => {
    await withReplay({ dir: SMALL, latencyMs: 150 }, async ({ url }) => {
      const start = performance.now();
      await get(url + HEIGHT);
      // A timer may fire a fraction of a millisecond early.
      expect(performance.now() - start).toBeGreaterThan(148);
    });
  });

  test('two of them do not disturb each other', async () => {
    await withReplay({ dir: SMALL }, (one) =>
      withReplay({ dir: SMALL }, async (two) => {
        await get(one.url + HEIGHT);
        expect([one.requests(), two.requests()]).toEqual([1, 0]);
      }),
    );
  });

  test('a port in use is refused with its number', async () => {
    await withReplay({ dir: SMALL }, async ({ url }) => {
      const port = Number(new URL(url).port);
      const again = startReplay({ dir: SMALL, port });
      await expect(again).rejects.toThrow(`cannot listen on host "127.0.0.1" port ${port} (EADDRINUSE)`);
      await expect(again).rejects.toBeInstanceOf(InvalidInputError);
    });
  });

  test('is gone after close', async () => {
    const replay = await startReplay({ dir: SMALL });
    await replay.close();
    await expect(axios.get(replay.url + HEIGHT)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  test.each([
    [{ port: 65_536 }, 'port is "65536"; give a whole number from 0 to 65535'],
    [{ port: 1.5 }, 'port is "1.5"'],
    [{ latencyMs: -1 }, 'latencyMs is "-1"'],
    [{ latencyMs: Number.NaN }, 'latencyMs is "NaN"'],
    [{ rowsPerCall: 0 }, 'rowsPerCall is "0"; give a whole number from 1'],
    [{ faults: { rate: 1.1 } }, 'faults.rate is "1.1"; give a number from 0 to 1'],
    [{ faults: { rate: Number.NaN } }, 'faults.rate is "NaN"'],
    [{ faults: { rate: 1, kinds: [] } }, `faults.kinds is ""; give one or more of ${FAULT_KINDS.join(', ')}`],
    [{ faults: { rate: 1, kinds: ['503' as FaultKind] } }, 'faults.kinds is "503"'],
  ])('refuses %j', async (options, text) => {
    await expect(startReplay({ dir: SMALL, ...options })).rejects.toThrow(text);
  });
});
