/**
 * The two events of a pool of Tornado Cash, and of those that copied it (Typhoon): what a log says. A log of another contract or
 * event, or one cut short, is null.
 */

import { Interface } from 'ethers/abi';

const ABI = [
  'event Deposit(bytes32 indexed commitment, uint32 leafIndex, uint256 timestamp)',
  'event Withdrawal(address to, bytes32 nullifierHash, address indexed relayer, uint256 fee)',
];

export interface RawLog {
  readonly topics: readonly string[];
  readonly data: string;
}

export interface DepositLog {
  readonly kind: 'deposit';
  /** 32 bytes, hex: what the depositor's secret note hashes to. */
  readonly commitment: string;
  /** Number of the deposit in its pool, from 0. */
  readonly leafIndex: number;
  /** Unix seconds: that of the block. */
  readonly timestamp: number;
}

export interface WithdrawalLog {
  readonly kind: 'withdrawal';
  /** Canonical address that got the denomination less the fee. */
  readonly to: string;
  readonly nullifierHash: string;
  /** Canonical address that got the fee; null where the recipient withdrew itself. */
  readonly relayer: string | null;
  /** Smallest unit of the pool's asset. */
  readonly fee: bigint;
}

/** Reads logs of pools. */
export function createPoolLogReader(): (log: RawLog) => DepositLog | WithdrawalLog | null {
  const events = new Interface(ABI);
  return ({ topics, data }) => {
    const parsed = parsedLog(events, { topics, data });
    if (parsed === null) return null;
    const { args } = parsed;
    if (parsed.name === 'Deposit') {
      return {
        kind: 'deposit',
        commitment: String(args.commitment),
        leafIndex: Number(args.leafIndex),
        timestamp: Number(args.timestamp),
      };
    }
    const relayer = String(args.relayer).toLowerCase();
    return {
      kind: 'withdrawal',
      to: String(args.to).toLowerCase(),
      nullifierHash: String(args.nullifierHash),
      relayer: /^0x0{40}$/.test(relayer) ? null : relayer,
      fee: BigInt(args.fee),
    };
  };
}

/** ethers throws for a log that has the topic and not the data. */
function parsedLog(events: Interface, log: RawLog) {
  try {
    return events.parseLog(log);
  } catch {
    return null;
  }
}
