/** Short ways to write transactions in tests. */
import type { Fingerprint } from '../../src/core/fingerprint.ts';
import type { BitcoinTransaction, EthereumTransaction, Transfer } from '../../src/core/transaction.ts';

export interface TransferSketch {
  readonly asset?: string;
  readonly from: string;
  readonly to: string;
  readonly value: bigint;
  readonly kind?: Transfer['kind'];
  readonly moved?: boolean;
}

export interface EthereumSketch {
  readonly txid: string;
  readonly height: number;
  readonly time?: number;
  readonly position?: number | null;
  readonly sender?: string | null;
  readonly fee?: bigint | null;
  readonly transfers: readonly TransferSketch[];
}

/** 64 hex digits from a short name. */
export const id = (name: string): string => Buffer.from(name).toString('hex').padStart(64, 'f').slice(-64);

export function ethereumTransaction(sketch: EthereumSketch): EthereumTransaction {
  const transfers = sketch.transfers.map((transfer, index): Transfer => {
    const kind = transfer.kind ?? (index === 0 ? 'call' : 'internal');
    const detail = kind === 'call' ? 'call' : `${kind}:${String(index).padStart(4, '0')}`;
    return { asset: 'ETH', moved: true, ...transfer, kind, id: detail };
  });
  return {
    chain: 'ethereum',
    txid: `0x${id(sketch.txid)}`,
    block: { height: sketch.height, hash: null, time: sketch.time ?? sketch.height * 12 },
    position: sketch.position ?? 0,
    sender: sketch.sender ?? null,
    fee: sketch.fee ?? null,
    transfers,
    views: [transfers.map((transfer) => transfer.id)],
  };
}

export interface BitcoinSketch {
  readonly txid: string;
  readonly height: number;
  readonly time?: number;
  /** `[name of the funding transaction, vout, value, script of that output]`. */
  readonly inputs: readonly (readonly [txid: string, vout: number, value: bigint, script?: string])[];
  readonly outputs: readonly { readonly value: bigint; readonly script: string }[];
  /** Not told when not given. */
  readonly fingerprint?: Fingerprint;
}

/** The fee is what the outputs leave over; without inputs it is a coinbase transaction. */
export function bitcoinTransaction(sketch: BitcoinSketch): BitcoinTransaction {
  const paidIn = sketch.inputs.reduce((total, [, , value]) => total + value, 0n);
  const paidOut = sketch.outputs.reduce((total, { value }) => total + value, 0n);
  return {
    chain: 'bitcoin',
    txid: id(sketch.txid),
    block: {
      height: sketch.height,
      hash: id(`block ${sketch.height}`),
      time: sketch.time ?? sketch.height * 600,
    },
    position: null,
    inputs: sketch.inputs.map(([txid, vout, value, script = p2wpkh('00')]) => ({
      outpoint: `${id(txid)}:${vout}`,
      value,
      script,
    })),
    outputs: sketch.outputs,
    fee: sketch.inputs.length === 0 ? 0n : paidIn - paidOut,
    ...(sketch.fingerprint === undefined ? {} : { fingerprint: sketch.fingerprint }),
  };
}

/** A pay-to-witness-public-key-hash script with the given hash bytes repeated. */
export const p2wpkh = (byte: string): string => `0014${byte.repeat(20)}`;
