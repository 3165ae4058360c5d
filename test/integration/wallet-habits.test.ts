/**
 * Peel chains in real blocks, told by the habits of the wallet: over the replay explorer, whose answers carry what the raw
 * transactions say, and over one that leaves it out.
 */

import { describe, expect, test } from '@jest/globals';
import type { ReportJson } from '../../src/cases/report/report-json.ts';
import { explorersAt } from '../../src/compose/given-explorers.ts';
import { compose } from '../../src/compose.ts';
import { type BlockDataset, blockDataset, type PrintedLine } from '../support/block-dataset.ts';
import { REAL_BLOCKS } from '../support/raw-block.ts';
import { withDataset } from './replay/made-up-dataset.ts';

const app = compose({ env: {} });
const [, BLOCK_413567, BLOCK_702861] = REAL_BLOCKS as [
  unknown,
  (typeof REAL_BLOCKS)[number],
  (typeof REAL_BLOCKS)[number],
];

type Write = (line: PrintedLine) => object;
interface How {
  readonly write?: Write;
  readonly limits?: object;
}
type SeedBody = { readonly kind: string; readonly chain: 'bitcoin'; readonly txid: string };

const traced = (
  dataset: BlockDataset,
  seed: SeedBody,
  { write, limits = {} }: How = {},
): Promise<ReportJson> =>
  withDataset({ ...dataset.files(write) }, async (dir) => {
    const replay = await app.replay({ dir });
    try {
      const asked = { explorers: explorersAt(replay.url), retryBaseMs: 1, onProgress: () => {} };
      return await app.trace({ name: 'habits', seeds: [seed], limits }, asked);
    } finally {
      await replay.close();
    }
  });

/** What an explorer says that keeps no versions, locktimes and sequences. */
const untold: Write = ({ version: _, locktime: __, vin, ...rest }) => ({
  ...rest,
  vin: vin.map(({ sequence: ___, ...input }) => input),
});

/** One that leaves a single one of them out. */
const withoutSequences: Write = (line) => ({
  ...line,
  vin: line.vin.map(({ sequence: _, ...input }) => input),
});

/** The transaction of the dataset with such an id. */
function lineOf({ lines }: BlockDataset, start: string): PrintedLine {
  const line = lines.find(({ txid }) => txid.startsWith(start));
  if (line === undefined) throw new Error(`no transaction ${start}`);
  return line;
}

/** Which transactions of the block spend an output. */
function spendersOf({ lines, others }: BlockDataset, { txid }: PrintedLine, vout: number): string[] {
  const spends = (input: { readonly txid: string; readonly vout: number }) =>
    input.txid === txid && input.vout === vout;
  return [
    ...lines.filter(({ vin }) => vin.some(spends)).map((line) => line.txid),
    ...others.filter(({ inputs }) => inputs.some(spends)).map((tx) => tx.txid),
  ];
}

/** From an output on, every transaction of two outputs, one of which alone the block spends. */
function peelsFrom(dataset: BlockDataset, line: PrintedLine, vout: number): string[] {
  const [spender] = spendersOf(dataset, line, vout);
  if (spender === undefined) return [];
  const next = lineOf(dataset, spender);
  const spent = next.vout.flatMap((_, n) => (spendersOf(dataset, next, n).length > 0 ? [n] : []));
  const [kept] = spent;
  if (next.vout.length !== 2 || kept === undefined || spent.length > 1) return [];
  return [spender, ...peelsFrom(dataset, next, kept)];
}

describe.each([
  { height: 413567, real: BLOCK_413567, start: 'd0d1d75a', vout: 0, peels: 8 },
  { height: 702861, real: BLOCK_702861, start: '6b84c123', vout: 1, peels: 14 },
  // The change stands last twice, then first.
  { height: 702861, real: BLOCK_702861, start: '498ec7a3', vout: 1, peels: 3 },
])('block $height, from $start on', ({ real, start, vout, peels }) => {
  const dataset = blockDataset(real);
  const line = lineOf(dataset, start);
  const seed = { kind: 'outpoint', chain: 'bitcoin', txid: line.txid, vout } as const;
  const expected = peelsFrom(dataset, line, vout);

  test('the wallet goes on as it did; where the explorer does not tell how, nothing is said', async () => {
    expect(expected).toHaveLength(peels);
    const told = await traced(dataset, seed);
    expect(told.gaps).toEqual([]);
    expect(told.patterns).toMatchObject([
      { kind: 'peel-chain', transactions: expected, numbers: { transactions: peels, peels } },
    ]);
    for (const write of [untold, withoutSequences]) {
      const { patterns, outcomes, run } = await traced(dataset, seed, { write });
      expect(patterns).toEqual([]);
      expect(outcomes).toEqual(told.outcomes);
      // What the pattern follows from is part of the inputs.
      expect(run.inputDigest).not.toBe(told.run.inputDigest);
    }
  });
});

test('abstains where small parts are not followed: they may be spent in the same way', async () => {
  const dataset = blockDataset(BLOCK_702861);
  const { txid } = lineOf(dataset, '498ec7a3');
  const seed = { kind: 'outpoint', chain: 'bitcoin', txid, vout: 1 } as const;
  expect((await traced(dataset, seed)).patterns).toMatchObject([
    { kind: 'peel-chain', numbers: { peels: 3 } },
  ]);
  // The first part that is split off has a hundredth of it, and is not looked up.
  const few = await traced(dataset, seed, { limits: { minShareMillionths: 100_000 } });
  expect(few.patterns).toEqual([]);
  expect(few.stats.transactions).toBe(5);
});
