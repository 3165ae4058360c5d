/**
 * What a run knows of one transaction, and of one address.
 */

import Type, { type Static } from 'typebox';
import { addressFindings, tagsValidAt, transactionFindings } from '../../cases/case-lookups.ts';
import type { MoneyGraphJson } from '../../cases/report/money-graph-json.ts';
import { transactionJson } from '../../cases/report/transaction-view.ts';
import { displayAddress, guessChain, parseAddress } from '../../core/address.ts';
import { CHAINS, type Chain, isChain } from '../../core/chain.ts';
import { InvalidInputError, NotFoundError } from '../../core/errors.ts';
import type { ApiServer } from '../api-server.ts';
import { askedRun } from '../asked-run.ts';
import { DEFAULT_LIMIT, pageOf, readCursor } from '../cursor.ts';
import type { HttpDeps } from '../deps.ts';
import { CaseAddress, CaseTransaction } from '../schemas/lookups.ts';
import { tagJson } from '../schemas/tags.ts';
import {
  AddressParams,
  CursorId,
  closed,
  methodQuery,
  pageQuery,
  runQuery,
  TransactionParams,
} from '../schemas/values.ts';

const RunQuery = Type.Object({ ...runQuery, ...methodQuery }, closed);
const AddressQuery = Type.Object({ ...pageQuery, ...runQuery, ...methodQuery }, closed);

/** The run, and how many movements came before. */
const MovementPlace = Type.Tuple([CursorId, Type.Integer({ minimum: 0, maximum: 1e9 })]);

/** Adds the routes. */
export function caseLookupRoutes(app: ApiServer, deps: HttpDeps): void {
  transactionRoute(app, deps);
  addressRoute(app, deps);
}

function transactionRoute(app: ApiServer, deps: HttpDeps): void {
  const schema = {
    summary: 'A transaction that was looked at, and what rests on it',
    tags: ['results'],
    params: TransactionParams,
    querystring: RunQuery,
    response: { 200: CaseTransaction },
  };
  const options = { config: { access: 'viewer' }, schema: schema as object } as const;
  app.get('/v1/cases/:caseId/transactions/:txid', options, async (request) => {
    const { run, method = null } = request.query as Static<typeof RunQuery>;
    const { txid } = request.params as Static<typeof TransactionParams>;
    const { results } = deps;
    const runId = await askedRun(request, run, null, deps);
    const graph = await results.graph(runId, method);
    const under = await results.under(runId, graph.method);
    const transaction = /^(0x)?[0-9a-f]{64}$/i.test(txid)
      ? await results.transaction(runId, txid.toLowerCase())
      : null;
    if (transaction === null) throw new NotFoundError('the run did not look at such a transaction');
    const { verification } = await results.report(runId);
    const found = transactionFindings(transaction, verification, under, graph);
    return { method: graph.method, transaction: transactionJson(transaction), ...found };
  });
}

function addressRoute(app: ApiServer, deps: HttpDeps): void {
  const schema = {
    summary: 'What a run knows of an address',
    tags: ['results'],
    params: AddressParams,
    querystring: AddressQuery,
    response: { 200: CaseAddress },
  };
  const options = { config: { access: 'viewer' }, schema: schema as object } as const;
  app.get('/v1/cases/:caseId/addresses/:chain/:address', options, async (request) => {
    const {
      run,
      method = null,
      limit = DEFAULT_LIMIT,
      cursor,
    } = request.query as Static<typeof AddressQuery>;
    const params = request.params as Static<typeof AddressParams>;
    const { results, tagPages } = deps;
    const cursors = {
      list: `movements ${params.chain} ${params.address} ${method ?? ''}`.trim(),
      place: MovementPlace,
    };
    const place = readCursor(cursors, cursor);
    const runId = await askedRun(request, run, place?.[0] ?? null, deps);
    const graph = await results.graph(runId, method);
    const at = placeAsked(params, graph);
    const { clusters } = await results.report(runId);
    const { movements, ...found } = addressFindings(
      at,
      clusters ?? [],
      await results.under(runId, graph.method),
      graph,
    );
    const tags = at.isAddress ? await tagPages.ofAddresses([at.address]) : [];
    const start = place?.[1] ?? 0;
    const page = pageOf(movements.slice(start, start + limit + 1), limit, cursors, {
      item: (movement) => movement,
      placeOf: (): [string, number] => [runId, start + limit],
    });
    return {
      method: graph.method,
      chain: at.chain,
      address: at.address,
      ...found,
      ...(await results.amountsAt(runId, at.chain, at.address)),
      tags: tagsValidAt(
        tags.flatMap((one) => one.tags),
        movements,
      ).map(tagJson),
      movements: { total: movements.length, ...page },
    };
  });
}

interface Asked {
  readonly chain: Chain;
  /** As it is shown. */
  readonly address: string;
  /** False for an output without an address, which graphs name by its script. */
  readonly isAddress: boolean;
}

/** @throws InvalidInputError for what is no address, and no node of the graph */
function placeAsked({ chain, address }: Static<typeof AddressParams>, { nodes }: MoneyGraphJson): Asked {
  if (!isChain(chain)) {
    const shown = chain.slice(0, 100);
    throw new InvalidInputError(
      `chain ${JSON.stringify(shown)} is unknown; it is one of ${CHAINS.join(', ')}`,
      {
        field: 'path.chain',
        value: shown,
      },
    );
  }
  const isNode =
    guessChain(address) === null && nodes.some((one) => one.chain === chain && one.address === address);
  if (isNode) return { chain, address, isAddress: false };
  return { chain, address: displayAddress(chain, parseAddress(chain, address)), isAddress: true };
}
