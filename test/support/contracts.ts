/** Contracts for tests, assembled by hand: each a few instructions that do one thing to value. */

/** Keccak-256 of `Transfer(address,address,uint256)`. */
const TRANSFER = 'ddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef';

const bare = (address: string) => address.slice(2).toLowerCase();
const byte = (value: number) => value.toString(16).padStart(2, '0');
/** PUSH20 of an address. */
const push20 = (address: string) => `73${bare(address)}`;

/** CALL of an address with so many wei (at most 255), or with all that came (null); what came back is thrown away. */
function pay(to: string, wei: number | null): string {
  // No output, no input: PUSH1 0 four times.
  const nothing = '6000600060006000';
  // CALLVALUE, or PUSH1 wei; then PUSH20 to, GAS, CALL, POP.
  return `${nothing}${wei === null ? '34' : `60${byte(wei)}`}${push20(to)}5af150`;
}
const STOP = '00';
/** PUSH1 0, PUSH1 0, REVERT. */
const REVERT = '60006000fd';

/** Passes on what it gets. */
export const forwarder = (to: string) => pay(to, null) + STOP;
/** Pays, and then undoes that. */
export const reverter = (to: string) => pay(to, null) + REVERT;
/** Pays several. */
export const payer = (payments: readonly (readonly [to: string, wei: number])[]) =>
  payments.map(([to, wei]) => pay(to, wei)).join('') + STOP;
/** Destroys itself in favour of somebody. */
export const bomb = (heir: string) => `${push20(heir)}ff`;
/** Runs the code of another contract as its own: PUSH1 0 four times, PUSH20, GAS, DELEGATECALL, STOP. */
export const delegator = (to: string) => `6000600060006000${push20(to)}5af450${STOP}`;
/** Makes an empty contract that owns so many wei: PUSH1 size 0, PUSH1 offset 0, PUSH1 wei, CREATE, STOP. */
export const maker = (wei: number) => `6000600060${byte(wei)}f0${STOP}`;

/**
 * A token as far as explorers see it: reads three words (sender, receiver, amount) and logs their transfer, as often as
 * the fourth word says: once, or twice.
 */
export const token = (() => {
  // Amount to memory: PUSH1 0x40 CALLDATALOAD PUSH1 0 MSTORE.
  const amount = '604035600052';
  // Topics, the last first: receiver PUSH1 0x20 CALLDATALOAD, sender PUSH1 0 CALLDATALOAD, PUSH32 the event.
  const topics = `6020356000357f${TRANSFER}`;
  // PUSH1 size 32, PUSH1 offset 0, LOG3.
  const log = `${topics}60206000a3`;
  // PUSH1 0x60 CALLDATALOAD ISZERO PUSH1 end JUMPI, the log again, JUMPDEST STOP.
  const code = (end: number) => `${amount}${log}6060351560${byte(end)}57${log}5b00`;
  return code(code(0).length / 2 - 2);
})();

/** What the token is called with. */
export function transferData(from: string, to: string, amount: number, twice = false): string {
  const words = [bare(from), bare(to), amount.toString(16), twice ? '1' : '0'];
  return `0x${words.map((word) => word.padStart(64, '0')).join('')}`;
}

/** Code that puts a contract into the chain: PUSH2 size DUP1 PUSH1 12 PUSH1 0 CODECOPY PUSH1 0 RETURN, then it. */
export function deployment(code: string): string {
  const size = code.length / 2;
  return `0x61${size.toString(16).padStart(4, '0')}80600c6000396000f3${code}`;
}
