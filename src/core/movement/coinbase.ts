/**
 * Coinbases: a miner's reward is the fees of its block, in the order of the block, and then the subsidy, which is clean
 * (order of inputs as in RustyTaintChain). Where all of a block's fees are known, stolen ones are followed to the miner.
 */

const FIRST_SUBSIDY = 5_000_000_000n;
const HALVING_BLOCKS = 210_000;

/** New satoshi of a block (Bitcoin Core, GetBlockSubsidy). */
function subsidyAt(height: number): bigint {
  return FIRST_SUBSIDY >> BigInt(Math.floor(height / HALVING_BLOCKS));
}

/** What a coinbase claims of its block's fees, and what of fees and subsidy it leaves unclaimed, satoshi. */
export interface Claim {
  readonly fees: bigint;
  readonly unclaimed: bigint;
}

/**
 * Whether a coinbase is paid by what is known: the subsidy and the fees of the block's other known transactions. One that
 * claims more has fees of transactions that nobody has looked up, so whose fees are in which output cannot be told.
 * @param claimed value of its outputs
 * @param fees of the known transactions of the block
 */
export function claimOf(height: number, claimed: bigint, fees: bigint): Claim | null {
  const reward = subsidyAt(height) + fees;
  return fees > 0n && claimed <= reward ? { fees, unclaimed: reward - claimed } : null;
}
