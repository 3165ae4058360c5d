/**
 * Several answers of an explorer that only make sense together. While they are read, a block may arrive or be
 * reorganised away, and servers behind one name need not be at the same block: such a reading is made again.
 */

import { ProviderUnavailableError } from '../core/errors.ts';
import { afresh } from './afresh.ts';
import { ATTEMPTS } from './transport/retry.ts';
import type { Transport } from './transport/transport.ts';

/** What a reading ends with: a value, or a sentence that says how its answers contradict each other. */
export type Reading<T> = { readonly value: T } | { readonly contradiction: string };

/**
 * Reads until the answers fit together. After the first reading the archive is no help: what it holds may be what does not fit.
 * @throws ProviderUnavailableError when they still do not at the last reading
 */
export async function consistently<E extends { readonly transport: Transport }, T>(
  explorer: E,
  read: (explorer: E) => Promise<Reading<T>>,
): Promise<T> {
  for (let reading = 1; ; reading += 1) {
    const result = await read(
      reading === 1 ? explorer : { ...explorer, transport: afresh(explorer.transport) },
    );
    if ('value' in result) return result.value;
    if (reading === ATTEMPTS.reading) {
      const { provider } = explorer.transport;
      const context = { provider, readings: reading };
      throw new ProviderUnavailableError(`${provider}: ${result.contradiction}`, context);
    }
  }
}
