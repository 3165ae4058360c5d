/**
 * Does a notify job: sends one delivery of an alert by its channel and writes down what came of it. At least once: a
 * process that dies after sending and before writing is followed by one that sends again, under the same id, by which
 * receivers tell the second from the first.
 */

import {
  CoinhoundError,
  DeliveryDeferredError,
  DeliveryFailedError,
  type ErrorContext,
} from '../../core/errors.ts';
import type { Clock } from '../ports.ts';
import { printable } from '../printable.ts';
import type { Channel, ChannelName, Delivery, DeliveryState, DeliveryStore } from './deliveries.ts';

export interface DeliverDeps {
  readonly deliveries: DeliveryStore;
  /** A channel that is not configured is absent. */
  readonly channels: Readonly<Partial<Record<ChannelName, Channel>>>;
  readonly clock: Clock;
  /** Waits before the second, third, … attempt (milliseconds); after the last of them a delivery is given up. */
  readonly retryWaitsMs: readonly number[];
}

/**
 * Sends a delivery, unless it is finished already.
 * @throws DeliveryDeferredError when it is to be tried again, after `retryAfterMs`
 * @throws DeliveryFailedError when it was given up
 * @throws NotFoundError when there is no such delivery
 */
export async function deliverAlert(deliveryId: string, deps: DeliverDeps): Promise<void> {
  const delivery = await deps.deliveries.read(deliveryId);
  if (delivery.state !== 'queued') return;
  const began = deps.clock.now();
  const outcome = await send(delivery, began, deps);
  const milliseconds = Math.max(0, Math.round(deps.clock.now() - began));
  const { error, status, state } = outcome;
  const message = error === null ? null : printable(error.message);
  await deps.deliveries.record(deliveryId, { at: began, milliseconds, status, error: message }, state);
  if (error !== null) throw error;
}

interface Outcome {
  readonly state: DeliveryState;
  readonly status: number | null;
  readonly error: Error | null;
}

async function send(delivery: Delivery, at: number, deps: DeliverDeps): Promise<Outcome> {
  try {
    const channel = deps.channels[delivery.channel];
    if (channel === undefined) throw notConfigured(delivery);
    return { state: 'delivered', status: await channel.send(delivery, at), error: null };
  } catch (cause) {
    return failed(delivery, cause, deps.retryWaitsMs);
  }
}

function failed(delivery: Delivery, cause: unknown, waits: readonly number[]): Outcome {
  if (!(cause instanceof CoinhoundError)) {
    // A bug. What it says is for the log; the record is for users.
    const error = new DeliveryFailedError('failed inside Coinhound', { delivery: delivery.id }, cause);
    return { state: 'failed', status: null, error };
  }
  const context: ErrorContext = { ...cause.context, delivery: delivery.id };
  const status = typeof context.status === 'number' ? context.status : null;
  const wait = waits[delivery.attempts];
  if (cause.retryable && wait !== undefined) {
    const error = new DeliveryDeferredError(cause.message, context, wait, cause);
    return { state: 'queued', status, error };
  }
  const end = cause.retryable
    ? `${cause.message}; given up after ${delivery.attempts + 1} attempts`
    : cause.message;
  return { state: 'failed', status, error: new DeliveryFailedError(end, context, cause) };
}

function notConfigured({ channel }: Delivery): DeliveryFailedError {
  return new DeliveryFailedError(
    `the channel ${channel} is not configured; see notify and smtp in config/default.yaml`,
    {
      channel,
    },
  );
}
