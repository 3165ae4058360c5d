/** Merkle proofs of real transactions, made by an independent calculation from whole blocks, and what only looks like one. */

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Claim, type MerkleProof, merkleProofProblem } from '../../../src/core/bitcoin/merkle-proof.ts';
import { targetOf } from '../../../src/core/bitcoin/target.ts';
import {
  bytesOfShown,
  hash256,
  merkleLevels,
  REAL_BLOCKS,
  type ReadBlock,
  type ReadTransaction,
  readRealBlock,
  shown,
  siblingsOf,
} from '../../support/raw-block.ts';

const timeOf = (header: Buffer) => header.readUInt32LE(68);

function claimOf({ txid, inputs, outputs }: ReadTransaction, header: Buffer): Claim {
  return {
    txid,
    block: { height: 0, hash: shown(hash256(header)), time: timeOf(header) },
    inputs: inputs.map(({ txid, vout }) => ({ outpoint: `${txid}:${vout}`, value: 0n, script: '' })),
    outputs,
  };
}

/** Everything about a block that proofs need. */
function opened(block: ReadBlock) {
  const levels = merkleLevels(block.transactions.map(({ txid }) => txid));
  const claim = (position: number) => claimOf(block.transactions[position] as ReadTransaction, block.header);
  const proof = (position: number): MerkleProof => ({ siblings: siblingsOf(levels, position), position });
  return { block, levels, claim, proof };
}

const BLOCKS = REAL_BLOCKS.map((real) => ({ ...real, ...opened(readRealBlock(real)) }));

describe.each(BLOCKS)('block $height', ({ block, transactions, levels, claim, proof }) => {
  const { header } = block;
  const problem = (at: number, changes: Partial<MerkleProof> = {}) =>
    merkleProofProblem(claim(at), { ...proof(at), ...changes }, header);
  const places = [0, 1, 2, 77, Math.floor(transactions / 2), transactions - 2, transactions - 1];

  test('every transaction is proven, of a large block every tenth', () => {
    for (let at = 0; at < transactions; at += transactions > 1000 ? 10 : 1) expect(problem(at)).toBeNull();
  });

  test.each(places)('at %i: no sibling can be changed, left out, or added', (at) => {
    const { siblings } = proof(at);
    for (const [index, sibling] of siblings.entries()) {
      const other = `${sibling.slice(0, -1)}${sibling.endsWith('0') ? '1' : '0'}`;
      expect(problem(at, { siblings: siblings.with(index, other) })).not.toBeNull();
      expect(problem(at, { siblings: siblings.toSpliced(index, 1) })).not.toBeNull();
      expect(problem(at, { siblings: siblings.toSpliced(index, 0, sibling) })).not.toBeNull();
    }
    expect(problem(at, { siblings: [...siblings, siblings[0] ?? ''] })).not.toBeNull();
    expect(problem(at, { siblings: [] })).not.toBeNull();
  });

  test.each(places)('at %i: no other position', (at) => {
    const depth = levels.length - 1;
    const others = Array.from({ length: depth }, (_, bit) => at ^ (1 << bit));
    for (const position of [...others, at + 2 ** depth, -1, 0.5, Number.NaN, 2 ** 32]) {
      expect(problem(at, { position })).not.toBeNull();
    }
  });

  test('no other transaction, block, time or header', () => {
    const good = claim(5);
    const { siblings, position } = proof(5);
    const check = (changed: Claim, bytes: Uint8Array = header) =>
      merkleProofProblem(changed, { siblings, position }, bytes);
    expect(check(good)).toBeNull();
    expect(check({ ...good, txid: claim(6).txid })).toContain('another Merkle root');
    expect(check({ ...good, block: { ...good.block, hash: '0'.repeat(64) } })).toContain('hashes to');
    expect(check({ ...good, block: { ...good.block, hash: null } })).toContain('hashes to');
    expect(check({ ...good, block: { ...good.block, time: good.block.time + 1 } })).toContain('of time');
    expect(check(good, header.subarray(1))).toContain('79 bytes');
    expect(check(good, Buffer.concat([header, Buffer.from([0])]))).toContain('81 bytes');
  });
});

describe('the work for a header', () => {
  const [{ block, claim, proof }] = BLOCKS as [(typeof BLOCKS)[number]];
  /** The same header with a byte changed at a place, and what is claimed of it is true of it. */
  const changed = (change: (header: Buffer) => void) => {
    const header = Buffer.from(block.header);
    change(header);
    const good = claim(5);
    const about = { ...good.block, hash: shown(hash256(header)), time: timeOf(header) };
    return merkleProofProblem({ ...good, block: about }, proof(5), header);
  };
  const NO_WORK = 'has a header without the work that it asks for';

  test('is there', () => expect(changed(() => {})).toBeNull());

  test.each<[string, (header: Buffer) => void]>([
    ['another nonce', (header) => header.writeUInt32LE(header.readUInt32LE(76) + 1, 76)],
    ['another version', (header) => header.writeUInt8(header.readUInt8(0) ^ 1, 0)],
    // The easiest that mainnet allows; a hash made up for it would still need 2^32 tries.
    ['the easiest target of mainnet', (header) => header.writeUInt32LE(0x1d00ffff, 72)],
    ['an easier target than mainnet allows (regtest)', (header) => header.writeUInt32LE(0x207fffff, 72)],
    ['a target of nothing', (header) => header.writeUInt32LE(0x1d000000, 72)],
  ])('is not there with %s', (_, change) => {
    expect(changed(change)).toBe(NO_WORK);
  });
});

/** Bitcoin Core, src/test/arith_uint256_tests.cpp (bignum_SetCompact), as far as mainnet allows them. */
test.each([
  [0x01123456, 0x12n],
  [0x02123456, 0x1234n],
  [0x03123456, 0x123456n],
  [0x04123456, 0x12345600n],
  [0x05009234, 0x92340000n],
  // The first block.
  [0x1d00ffff, 0xffffn << 208n],
  ...[0, 0x00123456, 0x01003456, 0x02000056, 0x03000000, 0x04000000, 0x00923456, 0x01803456].map(nothing),
  // Negative, above the limit, beyond 256 bits.
  ...[0x01fedcba, 0x04923456, 0x1d010000, 0x20123456, 0xff123456].map(nothing),
])('target %i', (bits, target) => {
  expect(targetOf(bits)).toBe(target);
});
function nothing(bits: number): [number, null] {
  return [bits, null];
}

describe('the right edge of the tree', () => {
  test('a repeated last hash is no transaction of its own', () => {
    // 2,500 = 4 x 625: at the third level the last one is paired with itself.
    const { block, levels, claim, proof } = BLOCKS[2] as (typeof BLOCKS)[number];
    expect(levels.map((level) => level.length).slice(0, 4)).toEqual([2500, 1250, 625, 313]);
    for (const at of [2496, 2497, 2498, 2499]) {
      expect(merkleProofProblem(claim(at), proof(at), block.header)).toBeNull();
      // The tree hashes to the same root as one with these four a second time (CVE-2012-2459).
      const twice = { ...proof(at), position: at + 4 };
      expect(merkleProofProblem(claim(at), twice, block.header)).toContain('twice');
    }
  });

  test('nothing stands to the right of the last one', () => {
    const { block, levels, claim, proof } = BLOCKS[0] as (typeof BLOCKS)[number];
    // 461 is odd at once; the way of the last one is along the right edge.
    const last = 460;
    const { siblings } = proof(last);
    expect(siblings[0]).toBe(claim(last).txid);
    expect(merkleProofProblem(claim(last), proof(last), block.header)).toBeNull();
    // A sibling on the right of what is known to be the last: 461 -> 231 -> 116 -> 58 -> 29.
    expect(levels.map((level) => level.length).slice(0, 6)).toEqual([461, 231, 116, 58, 29, 15]);
    expect(siblings[1]).toBe(shown((levels[1] as Buffer[])[230] as Buffer));
    const beyond = siblings.with(1, siblings[2] ?? '');
    const found = merkleProofProblem(claim(last), { siblings: beyond, position: last }, block.header);
    expect(found).toContain('beyond the last');
  });
});

describe('64 bytes that are both a transaction and a pair of hashes', () => {
  const { block, claim, proof } = BLOCKS[0] as (typeof BLOCKS)[number];
  const smallest = (script: string, inputs = 1): Claim => ({
    ...claim(5),
    inputs: Array.from({ length: inputs }, (_, n) => ({
      outpoint: `${'1'.repeat(64)}:${n}`,
      value: 1n,
      script: '',
    })),
    outputs: [{ value: 1n, script }],
  });

  test.each([
    ['51515151', 1],
    ['', 1],
    // New coins.
    ['5151', 0],
  ])('a transaction that may be so small is not proven: script "%s", %i inputs', (script, inputs) => {
    const found = merkleProofProblem(smallest(script, inputs), proof(5), block.header);
    expect(found).toContain('may be 64 bytes');
  });

  test('near miss: one byte more of script, an input more, an output more', () => {
    const two = { ...smallest(''), outputs: [...smallest('').outputs, ...smallest('').outputs] };
    for (const claim of [smallest('5151515151'), smallest('', 2), two]) {
      expect(merkleProofProblem(claim, proof(5), block.header)).toBeNull();
    }
  });

  /** A transaction of 64 bytes, whose second half is taken for the id of another. */
  const carrier = (inputScript: string, outputScript: string, value = '0100000000000000') =>
    Buffer.from(
      `0100000001${'ab'.repeat(32)}00000000${length(inputScript)}${inputScript}ffffffff01${value}${length(outputScript)}${outputScript}00000000`,
      'hex',
    );
  const length = (hex: string) => (hex.length / 2).toString(16).padStart(2, '0');

  test.each([
    ['', '51515151'],
    ['51', '515151'],
    ['5151', '5151'],
    ['51515151', ''],
  ])('a pair that reads as a transaction proves nothing: scripts "%s" and "%s"', (input, output) => {
    const bytes = carrier(input, output);
    expect(bytes).toHaveLength(64);
    const [left, right] = [shown(bytes.subarray(0, 32)), shown(bytes.subarray(32))];
    for (const [txid, sibling, position] of [
      [left, right, 0],
      [right, left, 1],
    ] as const) {
      const found = merkleProofProblem(
        { ...claim(5), txid },
        { siblings: [sibling], position },
        block.header,
      );
      expect(found).toContain('reads as a transaction');
    }
  });

  test.each([
    ['two inputs', 4, 2],
    ['two outputs', 46, 2],
    ['an input script that runs over the end', 41, 5],
    ['an output script of another length', 55, 3],
  ])('near miss: %s', (_, at, value) => {
    const bytes = carrier('', '51515151');
    bytes.writeUInt8(value, at);
    const proof = { siblings: [shown(bytes.subarray(32))], position: 0 };
    const found = merkleProofProblem(
      { ...claim(5), txid: shown(bytes.subarray(0, 32)) },
      proof,
      block.header,
    );
    expect(found).toContain('another Merkle root');
  });
});

test('whatever is said, only the true position of a true transaction is proven', () => {
  const { block, claim, proof } = BLOCKS[0] as (typeof BLOCKS)[number];
  const anyHash = fc.integer({ min: 0, max: 460 }).map((at) => claim(at).txid);
  fc.assert(
    fc.property(
      fc.nat(460),
      fc.nat(600),
      fc.array(fc.tuple(fc.nat(8), anyHash), { maxLength: 2 }),
      (at, position, changes) => {
        const { siblings } = proof(at);
        const changed = changes.reduce((list, [index, hash]) => list.with(index, hash), [...siblings]);
        const isTrue = position === at && changed.join() === siblings.join();
        expect(merkleProofProblem(claim(at), { siblings: changed, position }, block.header) === null).toBe(
          isTrue,
        );
      },
    ),
    { numRuns: 300 },
  );
});

test('the calculation that proofs are made by is that of the blocks', () => {
  for (const { block, levels } of BLOCKS) {
    expect(levels.at(-1)?.[0]?.equals(block.header.subarray(36, 68))).toBe(true);
  }
  const [a, b, c] = ['11', '22', '33'].map((byte) => byte.repeat(32)) as [string, string, string];
  const [ab, cc] = [hash256(bytesOfShown(a), bytesOfShown(b)), hash256(bytesOfShown(c), bytesOfShown(c))];
  expect(merkleLevels([a, b, c]).at(-1)).toEqual([hash256(ab, cc)]);
});
