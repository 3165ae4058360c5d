/**
 * An Ethereum node that lies about one transaction, beside an honest one: what the sender signed finds it out, and the report
 * is that of the honest node alone.
 */

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createJsonRpcSource } from '../../../src/explorers/json-rpc/client.ts';
import { createTransport } from '../../../src/explorers/transport/transport.ts';
import { withAltered } from '../../support/altering-proxy.ts';
import { type Anvil, startAnvil } from '../../support/anvil.ts';
import { type Named, PROVE_ALL, traceVerified } from '../../support/verified-trace.ts';

let anvil: Anvil;
let payment: string;
let seeds: readonly unknown[];
/** Rich accounts of the node: the thief's, whom they pay, whom this one pays, and one beside. */
let people: readonly [thief: string, first: string, second: string, stranger: string];

const ETHER = 10n ** 18n;
const quantity = (value: bigint) => `0x${value.toString(16)}`;

beforeAll(async () => {
  anvil = await startAnvil();
  const [thief = '', first = '', second = '', stranger = ''] = await anvil.rpc<string[]>('eth_accounts');
  people = [thief, first, second, stranger];
  const send = (from: string, to: string, value: bigint) =>
    anvil.rpc<string>('eth_sendTransaction', { from, to, value: quantity(value) });
  payment = await send(thief, first, 5n * ETHER);
  await send(first, second, 3n * ETHER);
  seeds = [{ kind: 'address', chain: 'ethereum', address: thief, amount: (5n * ETHER).toString() }];
});
afterAll(() => anvil.close());

const sourceAt = (provider: string, url: string) =>
  createJsonRpcSource(createTransport({ provider, baseUrl: url, concurrency: 4, retryBaseMs: 1 }), {
    finality: 1,
  });

/** The fields of an answer that tell of one transaction, wherever they stand: signed, or traced. */
function* shownIn(answer: unknown, txid: string): Generator<Record<string, unknown>> {
  if (typeof answer !== 'object' || answer === null) return;
  const one = answer as Record<string, unknown>;
  if (one.hash === txid) yield one;
  if (one.transactionHash === txid && one.action !== undefined) yield one.action as Record<string, unknown>;
  for (const part of Object.values(one)) yield* shownIn(part, txid);
}

type Lie = (shown: Record<string, unknown>) => void;
const LIES: readonly (readonly [what: string, lie: Lie, problem: () => string])[] = [
  [
    'adds one wei',
    (shown) => {
      shown.value = quantity(5n * ETHER + 1n);
    },
    () => 'shows a value of 5000000000000000001 wei; 5000000000000000000 was signed',
  ],
  [
    'changes a receiver',
    (shown) => {
      shown.to = people[3];
    },
    () => `shows receiver ${people[3]}; ${people[1]} was signed`,
  ],
];

/** @param shows whether it shows signatures */
const lying = (lie: Lie, shows: boolean, use: (liar: Named) => Promise<void>) =>
  withAltered(
    anvil.url,
    {
      json: (answer) => {
        for (const shown of shownIn(answer, payment)) {
          lie(shown);
          if (!shows) for (const part of ['r', 's', 'v', 'yParity']) delete shown[part];
        }
      },
    },
    (base) => use({ name: 'liar', source: sourceAt('liar', base) }),
  );

test('an honest node: every transaction that the report relies on is what was signed', async () => {
  const honest = { name: 'honest', source: sourceAt('honest', anvil.url) };
  const { report } = await traceVerified('ethereum', seeds, [honest]);
  expect(report.verification.hashed).toContain(payment);
  expect(report.verification.unverified).toEqual([]);
});

test.each(
  LIES.flatMap(([what, lie, problem]) => [true, false].map((shows) => [what, shows, lie, problem] as const)),
)(
  'one that %s (shows signatures: %s) is named, and nothing of it is used',
  async (_, shows, lie, problem) => {
    const honest = { name: 'honest', source: sourceAt('honest', anvil.url) };
    const alone = await traceVerified('ethereum', seeds, [honest]);
    await lying(lie, shows, async (liar) => {
      const { report } = await traceVerified('ethereum', seeds, [liar, honest]);
      const { distrusted, unverified } = report.verification;
      expect(distrusted).toEqual([{ provider: 'liar', txid: payment, problem: problem() }]);
      expect(unverified).toEqual([]);
      expect(report.run.resultDigest).toBe(alone.report.run.resultDigest);
    });
  },
);

test('a second opinion tells what another node says', async () => {
  const honest = { name: 'honest', source: sourceAt('honest', anvil.url) };
  const [, lie] = LIES[0] ?? [];
  await lying(lie ?? (() => {}), false, async (liar) => {
    const rules = { ...PROVE_ALL, secondOpinion: true };
    const { report } = await traceVerified('ethereum', seeds, [honest, liar], { rules });
    const [about] = report.verification.opinions.filter(({ txid }) => txid === payment);
    expect(about).toEqual({
      txid: payment,
      provider: 'liar',
      differences: [
        expect.stringMatching(
          new RegExp(
            `: 5000000000000000001 of ETH from ${people[0]} to ${people[1]}; not: 5000000000000000000 `,
          ),
        ),
      ],
    });
    expect(report.verification.opinions).toHaveLength(2);
    expect(report.verification.distrusted).toEqual([]);
  });
});
