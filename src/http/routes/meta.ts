/**
 * What this installation is, and what it knows: for programs that show what the API gives.
 */

import Type, { type Static } from 'typebox';
import { MAX_EMAILS, MAX_SEEDS, WATCH_SECONDS } from '../../cases/case-body.ts';
import { METHOD_WORDS } from '../../cases/method-words.ts';
import { METHOD_NAMES } from '../../core/taint/method.ts';
import { METHODS } from '../../core/taint/methods.ts';
import type { ApiServer } from '../api-server.ts';
import type { HttpDeps, HttpSettings } from '../deps.ts';
import { Limits } from '../schemas/case.ts';
import { ChainName, closed } from '../schemas/values.ts';

const Count = Type.Integer({ minimum: 0 });
const Links = Type.Object(
  {
    transaction: Type.String({ description: 'With {txid} in its place; empty for none.' }),
    address: Type.String({ description: 'With {address} in its place; empty for none.' }),
  },
  closed,
);

const Meta = Type.Object(
  {
    software: Type.Object({ name: Type.String(), version: Type.String() }, closed),
    methods: Type.Array(
      Type.Object(
        {
          name: Type.Enum([...METHOD_NAMES]),
          description: Type.String(),
          chains: Type.Array(ChainName, { description: 'On which it means something.' }),
          countsUnits: Type.Boolean({ description: 'Whether outcomes under it add up.' }),
        },
        closed,
      ),
    ),
    assets: Type.Array(
      Type.Object(
        { chain: ChainName, asset: Type.String(), symbol: Type.String(), decimals: Count },
        { ...closed, description: 'An asset as results name it, and how its amounts are shown.' },
      ),
    ),
    limits: Type.Object(
      {
        seeds: Count,
        emails: Count,
        watchSeconds: Type.Object({ minimum: Count, maximum: Count }, closed),
        jsonBytes: Count,
        tableBytes: Count,
        case: Limits,
      },
      { ...closed, description: 'Of what is sent; case: of a case that sets none of its own.' },
    ),
    links: Type.Object({ bitcoin: Links, ethereum: Links }, closed),
  },
  closed,
);

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
      description: METHOD_WORDS[name],
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
