/**
 * What this installation is, and what it knows: for programs that show what the API gives.
 */

import type { Static } from 'typebox';
import { MAX_EMAILS, MAX_SEEDS, WATCH_SECONDS } from '../../cases/case-body.ts';
import { methodSentence } from '../../cases/report/method-words.ts';
import { METHODS } from '../../core/taint/methods.ts';
import type { ApiServer } from '../api-server.ts';
import type { HttpDeps, HttpSettings } from '../deps.ts';
import { Meta } from '../schemas/meta.ts';

/** Adds the route. */
export function metaRoute(
  app: ApiServer,
  { installation }: Pick<HttpDeps, 'installation'>,
  { jsonBytes, csvBytes }: HttpSettings,
): void {
  const { software, assets, links, caseLimits } = installation;
  const meta: Static<typeof Meta> = {
    software: { ...software },
    methods: METHODS.map(({ name, chains, conserves }) => ({
      name,
      description: methodSentence(name),
      chains: [...chains],
      countsUnits: conserves,
    })),
    assets: assets.map((asset) => ({ ...asset })),
    limits: {
      seeds: MAX_SEEDS,
      emails: MAX_EMAILS,
      watchSeconds: { ...WATCH_SECONDS },
      jsonBytes,
      tableBytes: csvBytes,
      case: { ...caseLimits },
    },
    links: { bitcoin: { ...links.bitcoin }, ethereum: { ...links.ethereum } },
  };
  const schema = {
    summary: 'What this installation is, and what it knows',
    tags: ['operations'],
    response: { 200: Meta },
  };
  app.get('/v1/meta', { config: { access: 'viewer' }, schema }, async () => meta);
}
