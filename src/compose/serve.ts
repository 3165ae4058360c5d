/**
 * The API as a part of a process: what it needs from the configuration, where it logs and counts, and where it listens.
 */

import { existsSync } from 'node:fs';
import { isIP } from 'node:net';
import { join } from 'node:path';
import type { ShowDeps } from '../cases/tags/show-tags.ts';
import type { DigestedTags } from '../cases/tags/tag-store.ts';
import type { Config } from '../config.ts';
import { InvalidInputError } from '../core/errors.ts';
import type { ApiServer } from '../http/api-server.ts';
import type { HttpObserver, HttpSettings } from '../http/deps.ts';
import { buildServer } from '../http/server.ts';
import type { Database } from '../storage/database.ts';
import { type ApiParts, apiDeps } from './api.ts';
import { ROOT } from './case-files.ts';
import { documentsOf } from './documents.ts';
import { installationOf } from './installation.ts';
import { alertRules } from './notify.ts';
import type { Observers } from './observe.ts';
import { readPresets } from './presets.ts';

/**
 * Event streams look for news every second, show that they live before proxies grow tired of them (often after 30
 * seconds), and end after an hour: a client comes back by itself (milliseconds).
 */
const STREAMS = { streamPollMs: 1000, streamHeartbeatMs: 15_000, streamMs: 3_600_000 } as const;

/** What the API needs of its process. */
export interface ServeParts extends Pick<ApiParts, 'clock' | 'feed' | 'readiness' | 'redis' | 'board'> {
  readonly config: Config;
  /** Migrated. */
  readonly database: Database;
  readonly shippedTags: DigestedTags & ShowDeps['shipped'];
  readonly observers: Pick<Observers, 'log' | 'metrics'>;
}

export interface ServedApi {
  /** Where it listens. */
  readonly url: string;
  /** Takes nothing new, ends event streams, answers what is under way. */
  stop(): Promise<void>;
}

/**
 * Builds the API and listens.
 * @throws InvalidInputError for an address that cannot be listened on, a proxy that is no address, or a preset that is no case
 * @param place in place of what the configuration says
 */
export async function startApi(
  parts: ServeParts,
  place: { readonly host?: string; readonly port?: number } = {},
): Promise<ServedApi> {
  const { config, database, shippedTags, observers, ...rest } = parts;
  const { log, metrics } = observers;
  const deps = apiDeps(database, {
    ...rest,
    shippedTags,
    presets: await readPresets(config.limits),
    installation: installationOf(config),
    documents: documentsOf(database, config, shippedTags),
    opening: { defaults: config.limits, alerts: alertRules(config) },
    metrics: () => metrics.page(),
    observer: observerOf(observers),
  });
  const app = await buildServer(deps, settingsOf(config));
  const { host = config.http.host, port = config.http.port } = place;
  const url = await listen(app, { host, port });
  log.info('the API listens', { url });
  return { url, stop: async () => app.close() };
}

async function listen(
  app: ApiServer,
  address: { readonly host: string; readonly port: number },
): Promise<string> {
  try {
    return await app.listen(address);
  } catch (cause) {
    await app.close();
    const code = (cause as NodeJS.ErrnoException).code ?? 'unknown error';
    const problem = `cannot listen on host "${address.host}" port ${address.port} (${code})`;
    throw new InvalidInputError(
      `${problem}; choose another; port 0 is any free one`,
      { ...address, code },
      cause,
    );
  }
}

function settingsOf({ http }: Config): HttpSettings {
  const { host: _host, port: _port, ...settings } = http;
  for (const proxy of settings.trustedProxies) {
    if (isNetwork(proxy)) continue;
    throw new InvalidInputError(
      `http.trustedProxies has ${proxy}, which is no address; write them like 10.0.0.1 or 10.0.0.0/8`,
      { field: 'http.trustedProxies', value: proxy },
    );
  }
  return { ...settings, ...STREAMS, webFolder: builtPages() };
}

/** Where the build put the UI; null in a tree that was not built. */
function builtPages(): string | null {
  const folder = join(ROOT, 'dist/web');
  return existsSync(join(folder, 'index.html')) ? folder : null;
}

/** An address, or one with the bits of its network. */
function isNetwork(text: string): boolean {
  const [address = '', bits = '0'] = text.split('/');
  const version = isIP(address);
  return version !== 0 && Number.parseInt(bits, 10) <= (version === 4 ? 32 : 128);
}

function observerOf({ log, metrics }: ServeParts['observers']): HttpObserver {
  return {
    request({ requestId, method, route, status, milliseconds, keyId }) {
      metrics.requestAnswered({ method, route, status, seconds: milliseconds / 1000 });
      const facts = { requestId, method, route, status, ms: Math.round(milliseconds), key: keyId };
      // Probes ask every few seconds, without a key.
      if (keyId === null && status < 400) log.debug('answered', facts);
      else log.info('answered', facts);
    },
    error: (error, facts) => log.error('a call failed inside', { ...facts, error }),
    stream: (change) => metrics.listenersChanged(change),
  };
}
