/**
 * Several answers of an explorer that only make sense together. While they are read, a block may arrive or be
 * reorganised away, and servers behind one name need not be at the same block: such a reading is made again.
 */

import { ProviderUnavailableError } from '../core/errors.ts';
import { ATTEMPTS } from './transport/retry.ts';

/** What a reading ends with: a value, or a sentence that says how its answers contradict each other. */
export type Reading<T> = { readonly value: T } | { readonly contradiction: string };

/**
 * Reads until the answers fit together.
 * @throws ProviderUnavailableError when they still do not at the last reading
 */
export async function consistently<T>(provider: string, read: () => Promise<Reading<T>>): Promise<T> {
  for (let reading = 1; ; reading += 1) {
    const result = await read();
    if ('value' in result) return result.value;
    if (reading === ATTEMPTS.reading) {
      const context = { provider, readings: reading };
      throw new ProviderUnavailableError(`${provider}: ${result.contradiction}`, context);
    }
  }
}
