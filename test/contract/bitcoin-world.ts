/** A made-up Bitcoin chain: new coins, a receiver with more than two pages of history, merges, change, odd scripts. */

import type { Tip } from '../../src/core/chain.ts';
import type { HistorySubject, Subject } from '../../src/core/graph/subject.ts';
import type { BitcoinTransaction } from '../../src/core/transaction.ts';
import { createEsploraSource } from '../../src/explorers/esplora/client.ts';
import { type Lookup, madeUpHash, manifest, type World } from './world.ts';

/** Scripts and the addresses that BIP-173 and the tests of Bitcoin Core give for them; the last has none. */
const RECEIVER = {
  script: '0014751e76e8199196d454941c45d1b3a323f1433bd6',
  address: 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4',
};
const TAPROOT = {
  script: '512079be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798',
  address: 'bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0',
};
const MINER_SCRIPT = `21${'02'.repeat(33)}ac`;
const MINER = { script: MINER_SCRIPT, address: `script:${MINER_SCRIPT}` };
const NOTE = '6a0568656c6c6f';
const PAYMENTS = 60;
const TIP: Tip = { height: 900, hash: madeUpHash('tip'), time: 1_600_900_000 };

interface Output {
  readonly script: string;
  readonly value: number;
}

interface Sketch {
  readonly label: string;
  readonly height: number;
  /** Outputs that are spent, as `label:vout`; empty for new coins. */
  readonly spends: readonly string[];
  readonly outputs: readonly Output[];
}

const outside = (n: number) => `outside ${n}:0`;
const payment = (n: number) => `payment ${n}`;

const SKETCHES: readonly Sketch[] = [
  {
    label: 'coinbase',
    height: 100,
    spends: [],
    outputs: [
      { script: MINER.script, value: 5000 },
      { script: NOTE, value: 0 },
    ],
  },
  ...Array.from(
    { length: PAYMENTS },
    (_, n): Sketch => ({
      label: payment(n),
      height: 200 + Math.floor(n / 3),
      spends: [outside(n)],
      outputs: [{ script: RECEIVER.script, value: 1000 + n }],
    }),
  ),
  {
    label: 'mined coins move',
    height: 400,
    spends: ['coinbase:0'],
    outputs: [
      { script: MINER.script, value: 4000 },
      { script: TAPROOT.script, value: 900 },
    ],
  },
  // Two in one block, the second spends the first: the order in which Esplora lists them is the reverse.
  {
    label: 'merge',
    height: 500,
    spends: ['payment 0:0', 'payment 1:0', 'payment 2:0'],
    outputs: [
      { script: TAPROOT.script, value: 2000 },
      { script: RECEIVER.script, value: 900 },
    ],
  },
  {
    label: 'change moves',
    height: 500,
    spends: ['merge:1'],
    outputs: [{ script: TAPROOT.script, value: 900 }],
  },
  {
    label: 'at the tip',
    height: 900,
    spends: ['payment 3:0'],
    outputs: [{ script: TAPROOT.script, value: 1003 }],
  },
];

const txidOf = (label: string) => madeUpHash(label);
const sketches = new Map(SKETCHES.map((sketch) => [sketch.label, sketch]));

function spentOutput(outpoint: string): Output {
  const [label = '', vout] = outpoint.split(':');
  return sketches.get(label)?.outputs[Number(vout)] ?? { script: TAPROOT.script, value: 2000 };
}

const blockHash = (height: number) => (height === TIP.height ? TIP.hash : madeUpHash(`block ${height}`));
const blockTime = (height: number) => 1_600_000_000 + height * 1000;
const sum = (outputs: readonly Output[]) => outputs.reduce((total, { value }) => total + value, 0);

function feeOf({ spends, outputs }: Sketch): number {
  return spends.length === 0 ? 0 : sum(spends.map(spentOutput)) - sum(outputs);
}

function esploraLine(sketch: Sketch): string {
  const { label, height, spends, outputs } = sketch;
  const output = ({ script, value }: Output) => ({
    scriptpubkey: script,
    scriptpubkey_type: 'unknown',
    value,
  });
  const coinbase = { txid: '0'.repeat(64), vout: 4_294_967_295, prevout: null, is_coinbase: true };
  const inputs = spends.map((outpoint) => {
    const [funding = '', vout] = outpoint.split(':');
    const prevout = output(spentOutput(outpoint));
    return { txid: txidOf(funding), vout: Number(vout), prevout, is_coinbase: false };
  });
  return JSON.stringify({
    txid: txidOf(label),
    vin: spends.length === 0 ? [coinbase] : inputs,
    vout: outputs.map(output),
    fee: feeOf(sketch),
    status: {
      confirmed: true,
      block_height: height,
      block_hash: blockHash(height),
      block_time: blockTime(height),
    },
  });
}

function transactionOf(sketch: Sketch): BitcoinTransaction {
  const { label, height, spends, outputs } = sketch;
  return {
    chain: 'bitcoin',
    txid: txidOf(label),
    block: { height, hash: blockHash(height), time: blockTime(height) },
    position: null,
    inputs: spends.map((outpoint) => {
      const [funding = '', vout] = outpoint.split(':');
      const { script, value } = spentOutput(outpoint);
      return { outpoint: `${txidOf(funding)}:${vout}`, value: BigInt(value), script };
    }),
    outputs: outputs.map(({ script, value }) => ({ script, value: BigInt(value) })),
    fee: BigInt(feeOf(sketch)),
  };
}

const history = (address: string, fromHeight = 0): HistorySubject => ({
  kind: 'history',
  chain: 'bitcoin',
  address,
  fromHeight,
});
const spends = (label: string, ...vouts: number[]): Subject => ({
  kind: 'spends',
  chain: 'bitcoin',
  txid: txidOf(label),
  vouts,
});

/** The look-ups as of a block. */
function lookupsAt(height: number): Lookup[] {
  const upTo = (wanted: readonly Sketch[]) =>
    wanted.filter((sketch) => sketch.height <= height).map(transactionOf);
  const touching = (script: string) =>
    upTo(
      SKETCHES.filter((sketch) =>
        [...sketch.outputs, ...sketch.spends.map(spentOutput)].some((out) => out.script === script),
      ),
    );
  const named = (...labels: string[]) => upTo(labels.flatMap((label) => sketches.get(label) ?? []));
  return [
    { name: 'a long history', subject: history(RECEIVER.address), expected: touching(RECEIVER.script) },
    {
      name: 'a history of a taproot address',
      subject: history(TAPROOT.address, 450),
      expected: touching(TAPROOT.script),
    },
    {
      name: 'a history of a script without address',
      subject: history(MINER.address),
      expected: touching(MINER.script),
    },
    {
      name: 'new coins',
      subject: { kind: 'transaction', chain: 'bitcoin', txid: txidOf('coinbase') },
      expected: named('coinbase'),
    },
    ...[7, 1, 3].map((n) => ({
      name: `payment ${n}`,
      subject: { kind: 'transaction', chain: 'bitcoin', txid: txidOf(payment(n)) } as const,
      expected: named(payment(n)),
    })),
    {
      name: 'the spender of one output',
      subject: spends('coinbase', 0),
      expected: named('mined coins move'),
    },
    {
      name: 'outputs of which one is spent',
      subject: spends('merge', 0, 1),
      expected: named('change moves'),
    },
    { name: 'an output that cannot be spent', subject: spends('coinbase', 1), expected: [] },
    { name: 'a payment that was merged', subject: spends(payment(1), 0), expected: named('merge') },
    { name: 'a payment spent at the tip', subject: spends(payment(3), 0), expected: named('at the tip') },
    { name: 'a payment that rests', subject: spends(payment(50), 0), expected: [] },
  ];
}

export const BITCOIN_WORLD: World = {
  chain: 'bitcoin',
  files: {
    'dataset.json': manifest('bitcoin', TIP),
    'bitcoin.ndjson': `${SKETCHES.map(esploraLine).join('\n')}\n`,
  },
  tip: TIP,
  lookups: lookupsAt(TIP.height),
  // Payments 30 to 59 and three that spend stand at 210 and above.
  busy: { subject: history(RECEIVER.address, 210), since: 33, before: 30 },
  earlier: { tip: { height: 400, hash: blockHash(400), time: blockTime(400) }, lookups: lookupsAt(400) },
  unknown: history('1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2'),
  path: '/api',
  createSource: (transport) => createEsploraSource(transport, { finality: 6 }),
};

/** The same, where outspends are asked for together. */
export const BITCOIN_WORLD_IN_BATCHES: World = {
  ...BITCOIN_WORLD,
  createSource: (transport) => createEsploraSource(transport, { finality: 6, batch: 3 }),
};
