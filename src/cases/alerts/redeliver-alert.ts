/**
 * Sends a finished delivery again because a user asks for it: the receiver lost it, or was away for too long. It keeps
 * its id, so a receiver that has it already can tell.
 */

import { NotFoundError } from '../../core/errors.ts';
import { maySee, type Principal } from '../access.ts';
import type { Clock } from '../ports.ts';
import type { DeliveryStore } from './deliveries.ts';

export interface RedeliverDeps {
  readonly deliveries: DeliveryStore;
  readonly clock: Clock;
}

/**
 * Queues the delivery again.
 * @throws NotFoundError when it does not exist for the principal
 * @throws ConflictError when it is under way
 */
export async function redeliverAlert(
  deliveryId: string,
  principal: Principal,
  { deliveries, clock }: RedeliverDeps,
): Promise<void> {
  const { owner } = await deliveries.read(deliveryId);
  if (!maySee(principal, owner)) {
    throw new NotFoundError(`delivery ${deliveryId} does not exist`, { delivery: deliveryId });
  }
  await deliveries.requeue(deliveryId, clock.now());
}
