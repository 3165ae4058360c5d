/** Texts as ids: each text once, and back as it was, whatever its characters. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { TextPool } from '../../src/core/text-pool.ts';

const hex = fc
  .array(fc.constantFrom(...'0123456789abcdef'), { maxLength: 90 })
  .map((digits) => digits.join(''));
const prefixed = hex.map((digits) => `0x${digits}`);
const look = [
  'A1',
  'İ0',
  '0İ',
  'é',
  '\ud800',
  '0x12',
  '12',
  '0x',
  '0x1',
  '0X12',
  'ab ',
  '',
  '0',
  '00',
  '\u0000',
  'FF',
  'ff',
  '\u3130\u3130',
];
const texts = fc.array(fc.oneof(hex, prefixed, fc.constantFrom(...look), fc.string({ unit: 'binary' })), {
  maxLength: 200,
});

test('it answers like a plain list, also after texts were taken out', () => {
  fc.assert(
    fc.property(texts, texts, fc.nat(), (first, second, keep) => {
      const pool = new TextPool();
      const plain: string[] = [];
      const add = (text: string) => {
        const before = plain.indexOf(text);
        const id = before < 0 ? plain.push(text) - 1 : before;
        expect(pool.add(text)).toBe(id);
      };
      first.forEach(add);
      const length = keep % (plain.length + 1);
      const gone = plain.splice(length);
      pool.truncate(length);
      for (const text of gone) expect(pool.idOf(text)).toBe(-1);
      second.forEach(add);
      expect(pool.length).toBe(plain.length);
      for (const [id, text] of plain.entries()) {
        expect([pool.text(id), pool.idOf(text), pool.idOf(`${text}:0`, text.length)]).toEqual([text, id, id]);
      }
    }),
  );
});

test('texts that are known to be new are found like the others, and told apart', () => {
  const parts = fc.tuple(
    fc.uniqueArray(fc.oneof(hex, prefixed, fc.constantFrom(...look))),
    fc.nat(),
    fc.nat(),
  );
  fc.assert(
    fc.property(parts, ([all, looked, keep]) => {
      const pool = new TextPool();
      for (const [id, text] of all.entries()) {
        expect(id % 3 === looked % 3 ? pool.add(text) : pool.push(text)).toBe(id);
      }
      const length = keep % (all.length + 1);
      pool.truncate(length);
      for (const [id, text] of all.entries()) {
        expect(pool.idOf(text)).toBe(id < length ? id : -1);
        for (const [other, kept] of all.slice(0, length).entries()) {
          expect(pool.isText(other, text)).toBe(kept === text);
        }
      }
    }),
  );
});

test('the order of ids is that of their texts', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.oneof(hex, prefixed, fc.string({ unit: 'binary' }))), (all) => {
      const pool = new TextPool();
      for (const text of all) pool.add(text);
      const ids = all.map((_, id) => id).sort((a, b) => pool.compare(a, b));
      expect(ids.map((id) => pool.text(id))).toEqual([...all].sort());
    }),
  );
});

test('many texts of one length', () => {
  const pool = new TextPool();
  const nth = (n: number) => n.toString(16).padStart(64, '0');
  for (let n = 0; n < 20_000; n += 1) expect(pool.add(nth(n))).toBe(n);
  for (let n = 0; n < 20_000; n += 1) expect(pool.idOf(nth(n))).toBe(n);
  expect(pool.idOf(nth(20_000))).toBe(-1);
});
