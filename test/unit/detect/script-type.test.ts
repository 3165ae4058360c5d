/** Script types by their form: standard ones, and what differs in one byte. */
import { describe, expect, test } from '@jest/globals';
import { type ScriptType, scriptTypeOf } from '../../../src/core/detect/script-type.ts';

const H20 = '11'.repeat(20);
const H32 = '22'.repeat(32);
const KEY33 = `02${H32}`;
const KEY65 = `04${H32}${H32}`;

describe('standard scripts', () => {
  test.each<[ScriptType, string]>([
    ['p2pk', `21${KEY33}ac`],
    ['p2pk', `41${KEY65}ac`],
    ['p2pkh', `76a914${H20}88ac`],
    ['p2sh', `a914${H20}87`],
    ['p2wpkh', `0014${H20}`],
    ['p2wsh', `0020${H32}`],
    ['p2tr', `5120${H32}`],
    ['multisig', `5121${KEY33}21${KEY33}52ae`],
    ['multisig', `60${`21${KEY33}`.repeat(16)}60ae`],
    // As long as pay-to-public-key with a long key: 67 bytes.
    ['multisig', `51${'00'.repeat(64)}51ae`],
    ['nulldata', '6a'],
    ['nulldata', '6a0401020304'],
  ])('%s', (type, script) => {
    expect(scriptTypeOf(script)).toBe(type);
  });
});

describe('near misses', () => {
  test.each([
    ['', 'empty'],
    ['51', 'anyone can spend'],
    [`0014${H20}00`, 'a longer program'],
    [`0114${H20}`, 'another version'],
    [`a914${H20}88`, 'OP_EQUALVERIFY at the end'],
    [`aa14${H20}87`, 'another hash'],
    [`76a914${H20}88ad`, 'OP_CHECKSIGVERIFY at the end'],
    [`76a814${H20}88ac`, 'SHA-256 of the key'],
    [`5220${H32}`, 'a later version of SegWit'],
    [`22${KEY33}ac`, 'another push'],
    [`21${KEY33}ad`, 'no OP_CHECKSIG'],
    [`42${KEY65}ac`, 'another push of 65 bytes'],
    [`5121${KEY33}52af`, 'OP_CHECKMULTISIGVERIFY'],
    [`0021${KEY33}52ae`, 'no number of keys'],
  ])('%s: %s', (script, _) => {
    expect(scriptTypeOf(script)).toBe('other');
  });
});
