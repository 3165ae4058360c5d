/**
 * Bitcoin's targets: how small the hash of a block must be, as its header writes it in 4 bytes.
 */

/** The largest target that mainnet has allowed (Bitcoin Core, src/kernel/chainparams.cpp, powLimit). */
const MAX_TARGET = 0xffffn << 208n;

/**
 * The largest hash that a block may have; null where no block of mainnet can ask for it: negative, nothing, or above the
 * limit. Bitcoin Core, src/arith_uint256.cpp (SetCompact) and src/pow.cpp (DeriveTarget).
 * @param bits nBits of the header
 */
export function targetOf(bits: number): bigint | null {
  const mantissa = BigInt(bits & 0x7fffff);
  const shift = 8n * BigInt((bits >>> 24) - 3);
  const target = shift < 0n ? mantissa >> -shift : mantissa << shift;
  const isNegative = (bits & 0x800000) !== 0;
  return isNegative || target === 0n || target > MAX_TARGET ? null : target;
}
