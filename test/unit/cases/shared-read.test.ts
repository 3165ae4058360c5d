/** Shared reads: a crowd costs two reads, and nobody gets what was read before they asked. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { sharedRead } from '../../../src/cases/shared-read.ts';

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('shared reads', () => {
  test('a hundred who ask at once cost one read, and those who come while it is under way one more', async () => {
    let reads = 0;
    const read = sharedRead(async (key) => {
      reads += 1;
      await turn();
      return `${key}${reads}`;
    });
    const crowd = () => Array.from({ length: 100 }, () => read('a'));
    const first = crowd();
    while (reads === 0) await turn();
    const second = crowd();
    const answers = await Promise.all([...first, ...second]);
    expect([reads, answers[0], answers[99], answers[100], answers[199]]).toEqual([2, 'a1', 'a1', 'a2', 'a2']);
    expect(await read('a')).toBe('a3');
  });

  test('keys do not wait for each other', async () => {
    const read = sharedRead(async (key) => (key === 'slow' ? new Promise<string>(() => {}) : key));
    void read('slow');
    expect(await read('quick')).toBe('quick');
  });

  test('a read that fails fails for those who waited for it, and no others', async () => {
    let reads = 0;
    const read = sharedRead(async () => {
      reads += 1;
      await turn();
      if (reads === 1) throw new Error('away');
      return reads;
    });
    const failing = Promise.allSettled([read('a')]);
    while (reads === 0) await turn();
    const [[first], second] = [await failing, (await Promise.allSettled([read('a')]))[0]];
    expect([first?.status, second]).toEqual(['rejected', { status: 'fulfilled', value: 2 }]);
  });

  test('what is read is never older than the question', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('ask', 'change', 'wait'), { maxLength: 40 }),
        async (steps) => {
          let state = 0;
          const read = sharedRead(async () => {
            const seen = state;
            await turn();
            return seen;
          });
          const asked: Promise<boolean>[] = [];
          for (const step of steps) {
            if (step === 'change') state += 1;
            else if (step === 'wait') await turn();
            else {
              const before = state;
              asked.push(read('a').then((seen) => seen >= before));
            }
          }
          expect(await Promise.all(asked)).toEqual(asked.map(() => true));
        },
      ),
    );
  });
});
