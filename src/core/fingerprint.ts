/**
 * Fingerprints: what a wallet leaves in a Bitcoin transaction beside amounts and scripts, in the classes that rules compare.
 * Who made one transaction tends to make the next alike.
 */

/**
 * Of all inputs together: one at least announces that the transaction may be replaced (BIP-125); none does, but one leaves
 * the locktime in force; all are final.
 */
export const SEQUENCE_CLASSES = ['replaceable', 'locktime', 'final'] as const;
export type SequenceClass = (typeof SEQUENCE_CLASSES)[number];

export interface Fingerprint {
  /** Without its sign, as the newer explorers print it. */
  readonly version: number;
  /** Bitcoin Core and some others set the height of the chain as locktime; most wallets leave it 0. */
  readonly hasLocktime: boolean;
  readonly sequences: SequenceClass;
}

/** What a fingerprint is taken from. */
export interface Marks {
  /** With its sign, or with 2^32 added when it is negative. */
  readonly version: number;
  readonly locktime: number;
  /** nSequence of each input. */
  readonly sequences: readonly number[];
}

const FINAL = 0xffff_ffff;
/** Any nSequence below announces that the transaction may be replaced (BIP-125). */
const REPLACEABLE_BELOW = 0xffff_fffe;

export function fingerprintFrom({ version, locktime, sequences }: Marks): Fingerprint {
  return { version: version >>> 0, hasLocktime: locktime > 0, sequences: classOf(sequences) };
}

function classOf(sequences: readonly number[]): SequenceClass {
  if (sequences.some((sequence) => sequence < REPLACEABLE_BELOW)) return 'replaceable';
  return sequences.every((sequence) => sequence === FINAL) ? 'final' : 'locktime';
}

/** All of a fingerprint in one text (bc1cindy/decluster e37f7a78). */
export function featuresOf({ version, hasLocktime, sequences }: Fingerprint): string {
  return `${sequences} ${hasLocktime ? 'locked' : 'unlocked'} ${version}`;
}

/** Whether two say different things of one transaction; what is not told contradicts nothing. */
export function isContradicted(a: Fingerprint | undefined, b: Fingerprint | undefined): boolean {
  if (a === undefined || b === undefined) return false;
  return a.version !== b.version || a.hasLocktime !== b.hasLocktime || a.sequences !== b.sequences;
}
