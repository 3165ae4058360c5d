/**
 * The delivery log of an alert: to whom it was sent, when, and what they answered.
 */

import { NotFoundError } from '../../core/errors.ts';
import { maySee, type Principal } from '../access.ts';
import type { DeliveryRecord, DeliveryStore } from './deliveries.ts';

/**
 * The deliveries of an alert with their attempts, the oldest first.
 * @throws NotFoundError when the alert does not exist for the principal
 */
export async function listDeliveries(
  alertId: string,
  principal: Principal,
  deps: { readonly deliveries: DeliveryStore },
): Promise<readonly DeliveryRecord[]> {
  const { owner, deliveries } = await deps.deliveries.ofAlert(alertId);
  if (maySee(principal, owner)) return deliveries;
  throw new NotFoundError(`alert ${alertId} does not exist`, { alert: alertId });
}
