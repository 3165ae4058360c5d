/** A made-up Ethereum chain: calls, failures, inner and token transfers, equal ones, and an address with a long list. */

import { ZERO_ADDRESS } from '../../src/core/address.ts';
import type { Tip } from '../../src/core/chain.ts';
import type { HistorySubject } from '../../src/core/graph/subject.ts';
import type { EthereumTransaction, Transfer } from '../../src/core/transaction.ts';
import { createBlockscoutSource } from '../../src/explorers/blockscout/client.ts';
import { createEtherscanSource } from '../../src/explorers/etherscan/client.ts';
import { inBatches } from '../../src/explorers/json-rpc/batch.ts';
import { createJsonRpcSource } from '../../src/explorers/json-rpc/client.ts';
import type { Transport } from '../../src/explorers/transport/transport.ts';
import { type Lookup, madeUpHash, manifest, utc, type World } from './world.ts';

const account = (digit: string) => `0x${digit.repeat(40)}`;
const [A, B, POOL, TOKEN, BUSY, PAYER] = ['a', 'b', 'c', '7', '5', '9'].map(account) as [
  string,
  string,
  string,
  string,
  string,
  string,
];
const DISPERSER = account('4');
const OLD = account('3');
const TIP: Tip = { height: 15_000_900, hash: `0x${madeUpHash('tip')}`, time: 1_660_000_000 };
const EARLIER = 15_000_200;
const HEADER = 'block,time,tx_index,tx_hash,seq,kind,asset,from,to,value,success,fee';

interface Step {
  readonly kind: 'call' | 'internal' | 'erc20';
  readonly from: string;
  readonly to: string;
  readonly value: bigint;
  readonly failed?: boolean;
}

interface Sketch {
  readonly label: string;
  readonly block: number;
  readonly index: number;
  readonly fee?: bigint;
  readonly steps: readonly Step[];
}

const call = (from: string, to: string, value: bigint, failed = false): Step => ({
  kind: 'call',
  from,
  to,
  value,
  failed,
});
const inner = (from: string, to: string, value: bigint, failed = false): Step => ({
  kind: 'internal',
  from,
  to,
  value,
  failed,
});
const token = (from: string, to: string, value: bigint): Step => ({ kind: 'erc20', from, to, value });

const ETHER = 10n ** 18n;
const BASE = 15_000_000;

const STORY: readonly Sketch[] = [
  // Before Byzantium receipts told no outcome.
  {
    label: 'of old',
    block: 4_000_000,
    index: 1,
    fee: 21_000n,
    steps: [call(OLD, POOL, ETHER, true), inner(POOL, OLD, ETHER)],
  },
  { label: 'first', block: BASE, index: 2, fee: 21_000n, steps: [call(B, A, 3n * ETHER)] },
  {
    label: 'failed',
    block: BASE + 10,
    index: 0,
    fee: 999_999n,
    steps: [call(A, POOL, ETHER, true), inner(POOL, B, ETHER, true)],
  },
  {
    label: 'busy transaction',
    block: BASE + 10,
    index: 4,
    fee: 42_000n,
    steps: [
      call(B, POOL, 0n),
      inner(POOL, A, 2n),
      inner(POOL, B, 5n),
      inner(POOL, A, 2n),
      inner(POOL, A, 9n, true),
      token(B, A, 100n),
      token(A, B, 7n),
      token(B, A, 100n),
    ],
  },
  // In the same block as another transaction of A: its position must be asked for.
  { label: 'paid from inside', block: BASE + 10, index: 3, steps: [call(B, POOL, 1n), inner(POOL, A, 11n)] },
  {
    label: 'paid from inside, alone',
    block: BASE + 20,
    index: 6,
    steps: [call(B, POOL, 1n), inner(POOL, A, 12n)],
  },
  { label: 'to oneself', block: BASE + 30, index: 1, fee: 21_000n, steps: [call(A, A, 4n)] },
  { label: 'minted', block: BASE + 40, index: 1, steps: [token(ZERO_ADDRESS, A, 2n ** 256n - 1n)] },
  { label: 'poison', block: BASE + 50, index: 9, steps: [call(PAYER, POOL, 0n), token(A, PAYER, 0n)] },
  {
    label: 'partly undone',
    block: BASE + 60,
    index: 3,
    fee: 21_000n,
    steps: [
      call(B, POOL, 6n),
      inner(POOL, PAYER, 3n, true),
      inner(POOL, PAYER, 3n),
      inner(PAYER, B, 2n),
      inner(POOL, PAYER, 3n),
      token(POOL, B, 8n),
      token(PAYER, POOL, 8n),
      token(POOL, B, 8n),
    ],
  },
  // More than a page of equal calls, between strangers.
  {
    label: 'many equal ones',
    block: BASE + 70,
    index: 1,
    fee: 42_000n,
    steps: [
      call(DISPERSER, DISPERSER, 0n),
      ...Array.from({ length: 120 }, () => inner(DISPERSER, account('d'), 1n)),
    ],
  },
  { label: 'spent', block: BASE + 300, index: 0, fee: 1n, steps: [call(A, B, ETHER)] },
  { label: 'at the tip', block: TIP.height, index: 0, fee: 1n, steps: [call(A, B, 1n)] },
];

/** Three transactions a block; one block holds 40, so that blocks are cut by pages. */
const PAYMENTS: readonly Sketch[] = Array.from({ length: 240 }, (_, n) => ({
  label: `payment ${n}`,
  block: BASE + (n < 200 ? Math.floor(n / 3) : 100),
  index: 100 + (n < 200 ? n % 3 : n - 200),
  fee: 21_000n,
  steps: [
    call(PAYER, BUSY, BigInt(n)),
    ...(n % 2 === 0 ? [token(PAYER, BUSY, 5n), token(PAYER, BUSY, 5n)] : []),
  ],
}));

const SKETCHES = [...STORY, ...PAYMENTS];
const txidOf = (label: string) => `0x${madeUpHash(label)}`;
const timeOf = (block: number) => (block === TIP.height ? TIP.time : 1_655_000_000 + (block - BASE) * 12);
/** What stands in for the hashes of blocks, which datasets do not record. */
const blockHash = (block: number) =>
  block === TIP.height ? TIP.hash : `0x${block.toString(16).padStart(64, '0')}`;

function csvRows({ label, block, index, fee, steps }: Sketch): string[] {
  return steps.map(({ kind, from, to, value, failed }, seq) => {
    const asset = kind === 'erc20' ? TOKEN : 'ETH';
    const place = `${block},${utc(timeOf(block))},${index},${txidOf(label)},${seq}`;
    return `${place},${kind},${asset},${from},${to},${value},${failed !== true},${seq === 0 ? (fee ?? '') : ''}`;
  });
}

/** The transfers in the order and with the ids that the lists of the explorer lead to. */
function transfersOf(sketch: Sketch): Transfer[] {
  const counts = new Map<string, number>();
  const numbered = (key: string) => {
    const n = counts.get(key) ?? 0;
    counts.set(key, n + 1);
    return `${key}:${n}`;
  };
  const ofKind = (kind: Step['kind']) => sketch.steps.filter((step) => step.kind === kind);
  // Nothing of a failed transaction moves. All who are paid in one here are parties to its call, so they see that.
  const undone = sketch.steps.some(({ kind, failed }) => kind === 'call' && failed === true);
  const moved = ({ failed }: Step) => !undone && failed !== true;
  return [
    ...ofKind('call').map(
      (step): Transfer => ({
        id: 'call',
        kind: 'call',
        asset: 'ETH',
        from: step.from,
        to: step.to,
        value: step.value,
        moved: moved(step),
      }),
    ),
    ...ofKind('internal').map((step): Transfer => {
      const { from, to, value } = step;
      return {
        id: numbered(`internal:${from}:${to}:${value}${step.failed === true ? ':still' : ''}`),
        kind: 'internal',
        asset: 'ETH',
        from,
        to,
        value,
        moved: moved(step),
      };
    }),
    ...ofKind('erc20').map(
      ({ from, to, value }): Transfer => ({
        id: numbered(`token:${TOKEN}:${from}:${to}:${value}`),
        kind: 'token',
        asset: TOKEN,
        from,
        to,
        value,
        moved: true,
      }),
    ),
  ];
}

/** A transaction with all that it moved. */
function wholeOf(label: string, sketches: readonly Sketch[] = SKETCHES): EthereumTransaction {
  const sketch = sketches.find((one) => one.label === label);
  const own = sketch?.steps[0];
  if (sketch === undefined || own?.kind !== 'call') throw new Error(`no call in ${label}`);
  const transfers = transfersOf(sketch);
  return {
    chain: 'ethereum',
    txid: txidOf(label),
    block: { height: sketch.block, hash: blockHash(sketch.block), time: timeOf(sketch.block) },
    position: sketch.index,
    sender: own.from,
    fee: sketch.fee ?? 0n,
    transfers,
    views: [transfers.map(({ id }) => id)],
    whole: true,
  };
}

type Kind = Transfer['kind'];

/** What the lists of an explorer tell beside transfers: by a transfer of which kind the hash of the block is known, and the position. */
interface Shows {
  readonly hash: readonly Kind[];
  readonly position: readonly Kind[];
}

/** A transaction as the lists of an address show it; null when they do not show it. */
function seenBy(
  address: string,
  sketch: Sketch,
  knowsPosition: boolean,
  shows: Shows,
): EthereumTransaction | null {
  const transfers = transfersOf(sketch).filter(({ from, to }) => from === address || to === address);
  if (transfers.length === 0) return null;
  const own = sketch.steps.find(
    (step) => step.kind === 'call' && (step.from === address || step.to === address),
  );
  const isShown = (kinds: readonly Kind[]) => transfers.some(({ kind }) => kinds.includes(kind));
  return {
    chain: 'ethereum',
    txid: txidOf(sketch.label),
    block: {
      height: sketch.block,
      hash: isShown(shows.hash) ? blockHash(sketch.block) : null,
      time: timeOf(sketch.block),
    },
    position: isShown(shows.position) || knowsPosition ? sketch.index : null,
    sender: own === undefined ? null : own.from,
    fee: own === undefined ? null : (sketch.fee ?? 0n),
    transfers,
    views: [transfers.map(({ id }) => id)],
  };
}

/** What a source tells of the transactions of an address: what its lists show of them, or all of each. */
type Seeing = Shows | 'nodes';

const ETHERSCAN: Shows = { hash: ['call', 'token'], position: ['call', 'token'] };
const BLOCKSCOUT: Shows = { hash: ['token'], position: ['call', 'internal'] };

/** A node is asked for the whole of a transaction in which an address sent or got ETH; of others it shows the logs. */
function seenByNode(
  address: string,
  sketch: Sketch,
  sketches: readonly Sketch[],
): EthereumTransaction | null {
  const isParty = sketch.steps.some(
    ({ kind, from, to }) => kind !== 'erc20' && (from === address || to === address),
  );
  return isParty ? wholeOf(sketch.label, sketches) : seenBy(address, sketch, true, ETHERSCAN);
}

/** The same chain as one sees it who looks at ether alone. */
const OF_ETHER = SKETCHES.map((sketch) => ({
  ...sketch,
  steps: sketch.steps.filter(({ kind }) => kind !== 'erc20'),
}));

function historyAt(
  address: string,
  height: number,
  seeing: Seeing,
  sketches: readonly Sketch[] = SKETCHES,
): EthereumTransaction[] {
  const shown = sketches
    .filter(({ block }) => block <= height)
    .filter((sketch) => seenBy(address, sketch, false, ETHERSCAN) !== null);
  const inChainOrder = shown.toSorted((a, b) => a.block - b.block || a.index - b.index);
  return inChainOrder.flatMap((sketch) => {
    if (seeing === 'nodes') return seenByNode(address, sketch, sketches) ?? [];
    const shares = shown.some((other) => other !== sketch && other.block === sketch.block);
    return seenBy(address, sketch, shares, seeing) ?? [];
  });
}

const history = (address: string, fromHeight = 0): HistorySubject => ({
  kind: 'history',
  chain: 'ethereum',
  address,
  fromHeight,
});

/** A node is asked for every block by itself: enough of them for more than a page of 100 calls and 100 logs. */
const LONG_FROM = {
  lists: { busy: 0, payer: BASE + 30 },
  nodes: { busy: BASE + 40, payer: BASE + 64 },
} as const;

function lookupsAt(height: number, seeing: Seeing): Lookup[] {
  const longFrom = seeing === 'nodes' ? LONG_FROM.nodes : LONG_FROM.lists;
  const named = (name: string, address: string, fromHeight = 0): Lookup => ({
    name,
    subject: history(address, fromHeight),
    expected: historyAt(address, height, seeing),
  });
  const whole = (label: string): Lookup => {
    const transaction = wholeOf(label);
    return {
      name: `a whole transaction: ${label}`,
      subject: { kind: 'transaction', chain: 'ethereum', txid: transaction.txid },
      expected: transaction.block.height <= height ? [transaction] : [],
    };
  };
  return [
    named('a history with everything in it', A),
    named('the other side of it', B, BASE + 20),
    named('a contract', POOL),
    named('the source of new tokens', ZERO_ADDRESS),
    named('a long list with full blocks', BUSY, longFrom.busy),
    named('who pays', PAYER, longFrom.payer),
    ...['first', 'failed', 'busy transaction', 'partly undone', 'many equal ones', 'spent', 'of old'].map(
      whole,
    ),
    ...[A, POOL].map((address) => ({
      name: `a history of ether alone: ${address}`,
      subject: { ...history(address), assets: 'native' as const },
      expected: historyAt(address, height, seeing, OF_ETHER),
    })),
    {
      name: 'a whole transaction of ether alone',
      subject: { kind: 'transaction', chain: 'ethereum', txid: txidOf('busy transaction'), assets: 'native' },
      expected: BASE + 10 <= height ? [wholeOf('busy transaction', OF_ETHER)] : [],
    },
    {
      name: 'a transaction that nobody knows',
      subject: { kind: 'transaction', chain: 'ethereum', txid: txidOf('never sent') },
      expected: [],
    },
  ];
}

const worldOf = (
  seeing: Seeing,
  source: Pick<World, 'path' | 'createSource' | 'replay' | 'rowsPerCall' | 'transport'>,
): World => ({
  chain: 'ethereum',
  files: {
    'dataset.json': manifest('ethereum', TIP),
    'ethereum.csv': `${[HEADER, ...SKETCHES.flatMap(csvRows)].join('\n')}\n`,
  },
  tip: TIP,
  lookups: lookupsAt(TIP.height, seeing),
  // Payments 90 to 239 stand 30 blocks and more above the first.
  busy: { subject: history(BUSY, BASE + 30), since: 150, before: 90 },
  earlier: {
    tip: { height: EARLIER, hash: blockHash(EARLIER), time: timeOf(EARLIER) },
    lookups: lookupsAt(EARLIER, seeing),
  },
  unknown: history(account('e')),
  ...source,
});

export const ETHEREUM_WORLD: World = worldOf(ETHERSCAN, {
  path: '/v2/api',
  createSource: (transport) => createEtherscanSource(transport, { finality: 64 }),
});

export const BLOCKSCOUT_WORLD: World = worldOf(BLOCKSCOUT, {
  path: '/blockscout/api/v2',
  createSource: (transport) => createBlockscoutSource(transport, { finality: 64 }),
});

const NODE = {
  path: '/rpc',
  // A node refuses what is more, and a block with more logs than that cannot be had.
  rowsPerCall: [50, 100],
  createSource: (transport: Transport) => createJsonRpcSource(transport, { finality: 64 }),
};

/** The same chain, from nodes of different kinds. */
export const NODE_WORLDS: Readonly<Record<string, World>> = {
  'node with a search': worldOf('nodes', {
    ...NODE,
    replay: { rpcModules: ['eth', 'debug', 'ots'] },
    // Many small questions: faults that take time are met side by side.
    transport: { concurrency: 64 },
  }),
  'node with traces': worldOf('nodes', {
    ...NODE,
    replay: { rpcModules: ['eth', 'trace'] },
    transport: { joined: inBatches(20), concurrency: 64 },
  }),
};
