/** Logs of pools, written byte by byte from the ABI specification, with values of a real deposit. */
import { describe, expect, test } from '@jest/globals';
import { createPoolLogReader } from '../../../src/core/ethereum-mixers/pool-log.ts';

const read = createPoolLogReader();
const word = (hex: string) => hex.replace(/^0x/, '').padStart(64, '0');

/** Keccak-256 of the signatures, as in the published ABI of the pools. */
const DEPOSIT = '0xa945e51eec50ab98c161376f0db4cf2aeba3ec92755fe2fcd388bdbbb80ff196';
const WITHDRAWAL = '0xe9e508bad6d4c3227e881ca19068f099da81b5164dd6d62b2eaf1e8bc6c34931';
/** The first deposit of the 100 ETH pool. */
const COMMITMENT = '0x04b0b397af86289595530ea0a5d34e4edc64429a2cd207e51b146d4480a2b0dc';
const NULLIFIER = '0x2e0687a7308825cf3979ef5db9999bfe99166a4a56b1f7a9577de57137a42c6d';
const TO = '0xe7cdae12fa73e168cdd134410c0d4f82314b7e0e';
const RELAYER = '0x20bb3095a4852f4c97d7a188e9f7183c85acfc49';

const withdrawal = (relayer: string) => ({
  topics: [WITHDRAWAL, `0x${word(relayer)}`],
  data: `0x${word(TO)}${word(NULLIFIER)}${word(2_006_000_000_000_000_000n.toString(16))}`,
});

describe('a log of a pool', () => {
  test('of a deposit', () => {
    const data = `0x${word('00')}${word((1_577_309_522).toString(16))}`;
    expect(read({ topics: [DEPOSIT, COMMITMENT], data })).toEqual({
      kind: 'deposit',
      commitment: COMMITMENT,
      leafIndex: 0,
      timestamp: 1_577_309_522,
    });
  });

  test('of a withdrawal by a relayer', () => {
    expect(read(withdrawal(RELAYER))).toEqual({
      kind: 'withdrawal',
      to: TO,
      nullifierHash: NULLIFIER,
      relayer: RELAYER,
      fee: 2_006_000_000_000_000_000n,
    });
  });

  test('of a withdrawal without a relayer', () => {
    expect(read(withdrawal('0x0'))).toMatchObject({ relayer: null });
  });

  test.each([
    ['of another event', { topics: [`0x${'1'.repeat(64)}`, COMMITMENT], data: '0x' }],
    ['without topics', { topics: [], data: '0x' }],
    ['cut short', { topics: [DEPOSIT, COMMITMENT], data: `0x${word('00')}` }],
    ['with a topic less', { topics: [DEPOSIT], data: `0x${word('00')}${word('00')}` }],
  ])('%s says nothing', (_, log) => {
    expect(read(log)).toBeNull();
  });
});
