/** An Esplora server that says what a test writes down for it, and the transactions that it may show. */

import { createHash } from 'node:crypto';
import type { ChainSource } from '../../../src/cases/ports.ts';
import type { Tip } from '../../../src/core/chain.ts';
import { createEsploraSource } from '../../../src/explorers/esplora/client.ts';
import type { Transport } from '../../../src/explorers/transport/transport.ts';
import { createMemoryArchive } from '../../../src/storage/memory-archive.ts';
import { type LocalServer, quickTransport, withServer } from './local-server.ts';

const FINALITY = { finality: 6 };

export const hash = (label: string) => createHash('sha256').update(label).digest('hex');
export const TIP: Tip = { height: 100, hash: hash('block 100'), time: 1_700_000_000 };
/** The address of BIP-173's example key, its script, and somebody else's. */
export const ADDRESS = 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4';
export const SCRIPT = '0014751e76e8199196d454941c45d1b3a323f1433bd6';
export const OTHER = `0014${'ab'.repeat(20)}`;

export interface Sketch {
  readonly label: string;
  /** Null when it is not confirmed. */
  readonly height: number | null;
  /** Outpoints `label:vout`; each is worth 10 satoshi and was locked with `from`. */
  readonly spends?: readonly string[];
  readonly from?: string;
  readonly to?: string;
}

export const statusAt = (height: number | null): Readonly<Record<string, unknown>> =>
  height === null
    ? { confirmed: false }
    : {
        confirmed: true,
        block_height: height,
        block_hash: hash(`block ${height}`),
        block_time: 1_600_000_000 + height,
      };

export function esploraTx({
  label,
  height,
  spends = [`before ${label}:0`],
  from = OTHER,
  to = SCRIPT,
}: Sketch) {
  return {
    txid: hash(label),
    vin: spends.map((outpoint) => {
      const [funding = '', vout] = outpoint.split(':');
      const prevout = { scriptpubkey: from, value: 10 };
      return { txid: hash(funding), vout: Number(vout), prevout, is_coinbase: false };
    }),
    vout: [{ scriptpubkey: to, value: 10 * spends.length }],
    fee: 0,
    status: statusAt(height),
  };
}

/** What the server answers to a path: a body, 404 for undefined, or one body after the other (the last one stays). */
export type Script = Readonly<Record<string, unknown>>;
export class Sequence {
  readonly #bodies: unknown[];
  constructor(...bodies: unknown[]) {
    this.#bodies = bodies;
  }
  next(): unknown {
    return this.#bodies.length > 1 ? this.#bodies.shift() : this.#bodies[0];
  }
}

/** What a test may change of the source. */
interface Settings {
  readonly batch?: number;
  readonly concurrency?: number;
  readonly requestsPerSecond?: number;
}

/** What the server says to a request. A refusal has a status and a text. */
export class Refused {
  readonly status: number;
  readonly text: string;

  constructor(status: number, text: string) {
    this.status = status;
    this.text = text;
  }
}

export function withExplorer<T>(
  script: Script | ((path: string) => unknown),
  use: (source: ChainSource, server: LocalServer, transport: Transport) => Promise<T>,
  { batch, ...limits }: Settings = {},
): Promise<T> {
  return withServer(
    async (request, reply) => {
      const entry = await (typeof script === 'function' ? script(request.url) : script[request.url]);
      const body = entry instanceof Sequence ? entry.next() : entry;
      if (body === undefined) return reply.code(404).type('text/plain').send('not found');
      if (body instanceof Refused) return reply.code(body.status).type('text/plain').send(body.text);
      if (typeof body === 'string') return reply.type('text/plain').send(body);
      return reply.type('application/json').send(JSON.stringify(body));
    },
    (server) => {
      const transport = quickTransport(server.url, { archive: createMemoryArchive(), ...limits });
      const options = { ...FINALITY, ...(batch === undefined ? {} : { batch }) };
      return use(createEsploraSource(transport, options), server, transport);
    },
  );
}

export const txidsOf = ({ transactions }: { transactions: readonly { txid: string }[] }) =>
  transactions.map(({ txid }) => txid);
