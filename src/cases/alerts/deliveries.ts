/**
 * What the use cases around alerts need: deliveries, where they are kept, and the channels that carry them. An alert
 * has a delivery for each recipient; a delivery has an attempt for each time that it was sent.
 */

import type { StoredJob } from '../job.ts';

export type ChannelName = 'webhook' | 'email';

/** `queued`: to be sent, or to be sent again. `failed`: given up, until somebody asks for it again. */
export type DeliveryState = 'queued' | 'delivered' | 'failed';

/** What a recipient is told; the same at every attempt. */
export interface AlertMessage {
  /** Milliseconds since 1970: when the changes were found. */
  readonly at: number;
  readonly alert: { readonly id: string };
  readonly case: { readonly id: string; readonly name: string };
  readonly run: { readonly id: string; readonly number: number };
  /** What is new, in the form of `src/cases/changes.ts`. */
  readonly changes: readonly object[];
}

/** A delivery as it is sent. */
export interface Delivery {
  readonly id: string;
  readonly channel: ChannelName;
  /** URL, or e-mail address. */
  readonly target: string;
  readonly state: DeliveryState;
  /** Attempts since it was queued. */
  readonly attempts: number;
  /** To sign with; null when the case has none. Never shown. */
  readonly secret: string | null;
  /** Of the case. */
  readonly owner: string;
  readonly message: AlertMessage;
}

/** One time that a delivery was sent. */
export interface Attempt {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly milliseconds: number;
  /** Of the receiver's answer (HTTP, SMTP); null without one. */
  readonly status: number | null;
  /** What went wrong, without secrets; null when nothing did. */
  readonly error: string | null;
}

/** A delivery as it is shown: of a webhook the origin alone, because path and query may hold keys of the receiver. */
export interface DeliveryRecord {
  readonly id: string;
  readonly channel: ChannelName;
  readonly target: string;
  readonly state: DeliveryState;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly finishedAt: number | null;
  /** Numbered from 1, the oldest first. */
  readonly attempts: readonly (Attempt & { readonly number: number })[];
}

export interface DeliveryStore {
  /** @throws NotFoundError */
  read(deliveryId: string): Promise<Delivery>;
  /**
   * Stores an attempt and the state after it in one transaction. What was delivered stays delivered: the attempt of a
   * second process that sent it at the same time changes no more.
   */
  record(deliveryId: string, attempt: Attempt, state: DeliveryState): Promise<void>;
  /** The deliveries of an alert, the oldest first, and the owner of its case. @throws NotFoundError */
  ofAlert(
    alertId: string,
  ): Promise<{ readonly owner: string; readonly deliveries: readonly DeliveryRecord[] }>;
  /**
   * Puts a finished delivery back to queued and stores a job for it, in one transaction.
   * @returns the job
   * @throws ConflictError when it is under way
   */
  requeue(deliveryId: string, at: number): Promise<StoredJob>;
}

export interface Channel {
  /**
   * Hands a message over, once.
   * @param at now, in milliseconds since 1970
   * @returns the status of the receiver's answer
   * @throws DeliveryDeferredError when a later attempt may succeed
   * @throws DeliveryFailedError when none will
   */
  send(delivery: Delivery, at: number): Promise<number>;
}
