/**
 * What is archived does not count when it may be what is wrong.
 */

import type { Transport } from './transport/transport.ts';

/** A transport that asks again whatever is archived. */
export function afresh(transport: Transport): Transport {
  return {
    ...transport,
    get: (path, params, options) => transport.get(path, params, { ...options, isFresh: true }),
    post: (path, posted, options) => transport.post(path, posted, { ...options, isFresh: true }),
    recall: async () => null,
  };
}
