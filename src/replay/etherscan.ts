/**
 * The Etherscan API V2 over a recorded Ethereum chain: one path, told apart by `module` and `action`.
 *
 * Actions that a dataset cannot answer truthfully (balances: it holds transfers, not states) are refused like
 * actions that do not exist.
 */

import type { FastifyInstance, FastifyRequest } from 'fastify';
import { answerOf, sendAnswer } from './answer.ts';
import { etherscanAnswer, notOkBody, type Query, refused } from './etherscan-answers.ts';
import { type EtherscanSource, tokentx, txlist, txlistinternal } from './etherscan-lists.ts';
import {
  blockByNumber,
  blockByTime,
  blockNumber,
  transactionByHash,
  transactionReceipt,
} from './etherscan-proxy.ts';

/** Chain id of Ethereum mainnet. */
const MAINNET = '1';
const UNSUPPORTED_CHAIN =
  'Missing or unsupported chainid parameter (required for v2 api), please see chainlist for the list of supported chainids';

type Action = (source: EtherscanSource, query: Query) => object;

const MODULES: ReadonlyMap<string, ReadonlyMap<string, Action>> = new Map([
  [
    'account',
    new Map<string, Action>([
      ['txlist', txlist],
      ['txlistinternal', txlistinternal],
      ['tokentx', tokentx],
    ]),
  ],
  ['block', new Map<string, Action>([['getblocknobytime', ({ chain }, query) => blockByTime(chain, query)]])],
  [
    'proxy',
    new Map<string, Action>([
      ['eth_blockNumber', ({ chain }) => blockNumber(chain)],
      ['eth_getBlockByNumber', ({ chain }, query) => blockByNumber(chain, query)],
      ['eth_getTransactionByHash', ({ chain }, query) => transactionByHash(chain, query)],
      ['eth_getTransactionReceipt', ({ chain }, query) => transactionReceipt(chain, query)],
    ]),
  ],
]);

/** Adds the path `/v2/api` to `app`. `source` is null when the dataset does not cover Ethereum. */
export function addEtherscanRoute(app: FastifyInstance, source: EtherscanSource | null): void {
  app.get('/v2/api', (request: FastifyRequest<{ Querystring: Query }>, reply) =>
    sendAnswer(
      reply,
      answerOf(() => etherscanAnswer(bodyFor(source, request.query))),
    ),
  );
}

function bodyFor(source: EtherscanSource | null, query: Query): object {
  if (source === null || query.chainid !== MAINNET) throw refused(notOkBody(UNSUPPORTED_CHAIN));
  const actions = MODULES.get(query.module ?? '');
  if (actions === undefined) throw refused(notOkBody('Error! Missing Or invalid Module name'));
  const action = actions.get(query.action ?? '');
  if (action === undefined) throw refused(notOkBody('Error! Missing Or invalid Action name'));
  return action(source, query);
}
