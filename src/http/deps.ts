/**
 * What the API needs: how to read, how to change, and whom to tell. The composition root ties these to the stores and
 * use cases.
 */

import type { FastifyPluginCallback } from 'fastify';
import type { Redis } from 'ioredis';
import type { Principal } from '../cases/access.ts';
import type { AlertLog } from '../cases/alerts/alert-log.ts';
import type { DeliveryRecord } from '../cases/alerts/deliveries.ts';
import type { AuditLog } from '../cases/audit.ts';
import type { Case } from '../cases/case-body.ts';
import type { EventReader } from '../cases/case-events.ts';
import type { CaseCatalog } from '../cases/catalog.ts';
import type { KeyStore } from '../cases/keys.ts';
import type { KnownAsset } from '../cases/known-assets.ts';
import type { Opener } from '../cases/open-case.ts';
import type { Clock, OpenedCase } from '../cases/ports.ts';
import type { Preset } from '../cases/preset.ts';
import type { Rescan, RescanRequest } from '../cases/rescan-case.ts';
import type { RunResults } from '../cases/results.ts';
import type { Screening } from '../cases/screen-address.ts';
import type { WatchStore } from '../cases/set-watch.ts';
import type { ImportSummary, TagImport } from '../cases/tags/import-tags.ts';
import type { AddressTagList, AddressTags, EntityPage } from '../cases/tags/show-tags.ts';
import type { TagChange, TagStore } from '../cases/tags/tag-store.ts';
import type { Chain } from '../core/chain.ts';
import type { Limits } from '../core/trace/limits.ts';

/** Where the operators' view of the queues is mounted. */
export const BOARD_PATH = '/admin/queues';

export interface HttpDeps {
  readonly catalog: CaseCatalog;
  readonly results: RunResults;
  readonly events: EventReader;
  readonly alerts: AlertLog;
  readonly keys: Pick<KeyStore, 'holder' | 'isActive' | 'list'>;
  readonly audit: Pick<AuditLog, 'list'>;
  /** What opening the case would say to its body. @throws InvalidInputError */
  readonly checkCase: (body: unknown) => Case;
  /** Changes the database in one transaction, audit entry included. */
  readonly write: <T>(work: (writes: Writes) => Promise<T>) => Promise<T>;
  /** @throws NotFoundError when the alert does not exist for the principal */
  readonly listDeliveries: (alertId: string, principal: Principal) => Promise<readonly DeliveryRecord[]>;
  /** @throws InvalidInputError for an address that the chain does not know */
  readonly screenAddress: (
    request: { readonly chain: Chain; readonly address: string },
    principal: Principal,
  ) => Promise<Screening>;
  readonly tags: Pick<TagStore, 'origins'>;
  readonly tagPages: TagPages;
  readonly presets: readonly Preset[];
  readonly installation: Installation;
  readonly documents: Documents;
  readonly readiness: () => Promise<Readiness>;
  /** In the text format of Prometheus. */
  readonly metrics: () => Promise<{ readonly contentType: string; readonly text: string }>;
  /** The operators' view of the queues, made for `BOARD_PATH`, when there is a queue server. */
  readonly board?: FastifyPluginCallback;
  readonly observer: HttpObserver;
  readonly clock: Clock;
  /**
   * Counts calls for all processes of a deployment; without it each process counts its own. It must give up soon when
   * its server is away (`enableOfflineQueue: false`), because calls wait for it.
   */
  readonly redis?: Redis;
}

/** What the tags say. */
export interface TagPages {
  /** @throws InvalidInputError for what is no address */
  ofAddress(address: string): Promise<AddressTags>;
  /** @throws InvalidInputError for what is no address, or too many of them */
  ofAddresses(addresses: readonly string[]): Promise<readonly AddressTagList[]>;
  /** @throws NotFoundError when neither an actor nor a tag has the name */
  ofEntity(name: string): Promise<EntityPage>;
}

/** What this installation is, and what it knows. */
export interface Installation {
  readonly software: { readonly name: string; readonly version: string };
  readonly assets: readonly KnownAsset[];
  /** By chain, where an explorer for people shows a `{txid}` and an `{address}`; empty for nowhere. */
  readonly links: Readonly<Record<Chain, { readonly transaction: string; readonly address: string }>>;
  /** Of a case that sets none. */
  readonly caseLimits: Limits;
}

/** What may be handed on of a finished run. All of them throw `BusyError` when too many are asked for at once. */
export interface Documents {
  /** The bytes of its evidence bundle. @throws NotFoundError when the run has no results */
  bundle(runId: string): Promise<Uint8Array>;
  /** The report for people. @throws NotFoundError */
  html(runId: string): Promise<string>;
  /** @throws NotFoundError */
  pdf(runId: string): Promise<Uint8Array>;
}

/** What may be done inside one transaction. */
export interface Writes {
  readonly audit: Pick<AuditLog, 'append'>;
  readonly keys: KeyStore;
  readonly watches: WatchStore;
  readonly openCase: (body: unknown, opener: Opener) => Promise<OpenedCase>;
  readonly rescanCase: (request: RescanRequest) => Promise<Rescan>;
  readonly redeliver: (deliveryId: string, principal: Principal) => Promise<void>;
  readonly importTags: (request: TagImport) => Promise<ImportSummary>;
  /** @throws NotFoundError when the source has no tags in use */
  readonly removeTags: (source: string) => Promise<TagChange>;
}

export interface Readiness {
  readonly ready: boolean;
  /** Each part by name, and how it is. */
  readonly parts: Readonly<Record<string, 'up' | 'down' | 'no-answer'>>;
}

/** Whom the API tells what it does; for logs and metrics. */
export interface HttpObserver {
  /** A request was answered. */
  request(request: ObservedRequest): void;
  /** Something broke inside; the caller was told nothing of it. */
  error(error: unknown, request: { readonly requestId: string; readonly route: string }): void;
  /** A listener of an event stream came (1) or went (-1). */
  stream(change: 1 | -1): void;
}

/** Nothing of it was written by the caller, so it holds no secret, and few distinct values. */
export interface ObservedRequest {
  readonly requestId: string;
  readonly method: string;
  /** The pattern of the route, `unknown` for none. */
  readonly route: string;
  readonly status: number;
  readonly milliseconds: number;
  readonly keyId: string | null;
}

/** Limits and timings of the API (`http` in config/default.yaml). */
export interface HttpSettings {
  readonly jsonBytes: number;
  readonly csvBytes: number;
  /** Of one key. */
  readonly requestsPerMinute: number;
  /** Of one address: more wrong keys than this, and its requests are refused for the rest of the minute. */
  readonly wrongKeysPerMinute: number;
  /** Event streams that one key may hold open at once. */
  readonly streamsPerKey: number;
  /** An event stream looks for news this often, shows that it lives, and ends after this time (milliseconds). */
  readonly streamPollMs: number;
  readonly streamHeartbeatMs: number;
  readonly streamMs: number;
  /** Addresses of the proxies whose X-Forwarded-For is believed. */
  readonly trustedProxies: readonly string[];
  /** A request must have arrived whole within this time. */
  readonly requestSeconds: number;
  /** Of the UI's build; null where it was not built. */
  readonly webFolder: string | null;
}
