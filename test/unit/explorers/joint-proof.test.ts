/** Proofs that several explorers give together. */

import { expect, test } from '@jest/globals';
import { BadProviderDataError, StorageError } from '../../../src/core/errors.ts';
import type { Proof } from '../../../src/core/graph/proof.ts';
import type { Expansion, ProofSubject, Subject } from '../../../src/core/graph/subject.ts';
import { proveJointly } from '../../../src/explorers/joint-proof.ts';
import { bitcoinTransaction, id } from '../../support/transactions.ts';

const tx = bitcoinTransaction({ txid: 't', height: 1, inputs: [], outputs: [] });
const NOTHING: Proof = { proven: null, inBlock: null, secondOpinion: null };
const FORM: Proof = { ...NOTHING, proven: { chain: 'bitcoin', spends: [], outputs: [] } };
const BLOCK: Proof = { ...NOTHING, inBlock: true };
const subject = (...wants: ProofSubject['wants']): ProofSubject => ({
  kind: 'proof',
  chain: 'bitcoin',
  txid: id('t'),
  wants,
});

/** Explorers that give these proofs, or fail; the first of those asked that does not fail answers. */
function asking(proofs: Readonly<Record<string, Proof | Error>>) {
  const asked: string[] = [];
  const ask = async (names: readonly string[], what: Subject): Promise<Expansion> => {
    const failed: Error[] = [];
    for (const name of names) {
      asked.push(`${name}: ${what.kind === 'proof' ? what.wants.join(' ') : what.kind}`);
      const proof = proofs[name];
      if (proof instanceof Error) failed.push(proof);
      else {
        const found =
          what.kind === 'proof' ? { proof: proof ?? NOTHING, transactions: [] } : { transactions: [tx] };
        return { subject: what, status: 'complete', count: 0, provider: name, evidence: [name], ...found };
      }
    }
    throw failed[0] ?? new Error('nobody asked');
  };
  return { asked, ask };
}
const NAMES = ['a', 'b', 'c'];
const odd = new BadProviderDataError('odd', {});

test('one that proves all is asked alone', async () => {
  const { asked, ask } = asking({ a: { ...FORM, inBlock: true } });
  const { proof, provider } = await proveJointly(subject('form', 'block'), NAMES, ask);
  expect([proof, provider, asked]).toEqual([{ ...FORM, inBlock: true }, 'a', ['a: form block']]);
});

test('what one does not give is asked of the next', async () => {
  const { asked, ask } = asking({ a: NOTHING, b: BLOCK, c: FORM });
  const { proof, evidence } = await proveJointly(subject('form', 'block'), NAMES, ask);
  expect(proof).toEqual({ ...FORM, inBlock: true });
  expect(asked).toEqual(['a: form block', 'b: form block', 'c: form']);
  expect(evidence).toEqual(NAMES);
});

test('nobody gives it: it is not there', async () => {
  const { ask } = asking({});
  expect((await proveJointly(subject('form'), NAMES, ask)).proof).toEqual(NOTHING);
});

test('a refusal of those asked for the rest leaves what is there', async () => {
  const { ask } = asking({ a: BLOCK, b: odd, c: odd });
  expect((await proveJointly(subject('form', 'block'), NAMES, ask)).proof).toEqual(BLOCK);
});

test('a refusal of all is a refusal; a fault of our own is thrown', async () => {
  await expect(proveJointly(subject('form'), ['a'], asking({ a: odd }).ask)).rejects.toBe(odd);
  const broken = new StorageError('full', {});
  const { ask } = asking({ a: NOTHING, b: broken });
  await expect(proveJointly(subject('form'), ['a', 'b'], ask)).rejects.toBe(broken);
});

test('the second opinion comes from one that has not told the transaction', async () => {
  const { asked, ask } = asking({ a: FORM });
  const wanted = { ...subject('form', 'second-opinion'), toldBy: ['a', 'b'] };
  const { proof, evidence } = await proveJointly(wanted, NAMES, ask);
  expect(proof).toEqual({ ...FORM, secondOpinion: { provider: 'c', transaction: tx } });
  expect(asked).toEqual(['a: form second-opinion', 'c: transaction']);
  expect(evidence).toEqual(['a', 'c']);
});

test('no second opinion when all told it, or the others fail', async () => {
  const wanted = { ...subject('form', 'second-opinion'), toldBy: NAMES };
  expect((await proveJointly(wanted, NAMES, asking({ a: FORM }).ask)).proof).toEqual(FORM);
  const { ask } = asking({ a: FORM, b: odd, c: odd });
  expect((await proveJointly({ ...wanted, toldBy: ['a'] }, NAMES, ask)).proof).toEqual(FORM);
});

test('of a case that looks at ether alone, it is asked for ether alone, too', async () => {
  const { ask } = asking({ a: FORM });
  const scopes: unknown[] = [];
  const noting: typeof ask = (names, what) => {
    if (what.kind === 'transaction') scopes.push(what.assets);
    return ask(names, what);
  };
  const wanted = { ...subject('form', 'second-opinion'), toldBy: ['a'] };
  await proveJointly(wanted, NAMES, noting);
  await proveJointly({ ...wanted, assets: 'native' }, NAMES, noting);
  expect(scopes).toEqual([undefined, 'native']);
});
