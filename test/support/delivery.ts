/** A delivery for tests, as the store gives it, and why one failed. */
import type { Delivery } from '../../src/cases/alerts/deliveries.ts';
import { DeliveryError } from '../../src/core/errors.ts';

/** The secret of the standard's own test vector. */
export const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

/** A queued webhook delivery with one change. */
export function delivery(changes: Partial<Delivery> = {}): Delivery {
  return {
    id: '0b8f5f5e-6d0c-4e43-a1c4-1f7a1b2c3d4e',
    channel: 'webhook',
    target: 'https://hooks.example.org/path-key?token=query-key',
    state: 'queued',
    attempts: 0,
    secret: SECRET,
    owner: 'team',
    message: {
      at: Date.UTC(2026, 10, 22, 20, 15),
      alert: { id: '11111111-1111-4111-8111-111111111111' },
      case: { id: '22222222-2222-4222-8222-222222222222', name: 'theft of January' },
      run: { id: '33333333-3333-4333-8333-333333333333', number: 7 },
      changes: [{ kind: 'moved', chain: 'bitcoin', address: 'bc1q', asset: 'BTC', before: '5', after: '0' }],
    },
    ...changes,
  };
}

/** The error that a delivery ends with. */
export async function failureOf(work: Promise<unknown>): Promise<DeliveryError> {
  const error = await work.then(
    () => null,
    (cause: unknown) => cause,
  );
  if (error instanceof DeliveryError) return error;
  throw new Error(`no delivery error: ${String(error)}`);
}
