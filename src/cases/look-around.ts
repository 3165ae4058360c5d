/**
 * Looks around an address: where its coins came from and where they went, within a few hops, by asking explorers. Backwards the
 * histories of its payers are read; forwards a trace of its own runs with the address as the seed.
 */

import { displayAddress, parseAddress } from '../core/address.ts';
import type { Chain, Tip } from '../core/chain.ts';
import { InvariantError } from '../core/errors.ts';
import type { Part } from '../core/exposure/exposure.ts';
import { type Origin, originsOf } from '../core/exposure/origins.ts';
import type { TagLookup } from '../core/tags/tag.ts';
import type { Sources } from './expand-hop.ts';
import { type Payers, readPayers } from './read-payers.ts';
import { exposureRows } from './report/exposure-rows.ts';
import type { ReportJson } from './report/report-json.ts';
import { shownAddress } from './report/shown-address.ts';
import { shownTag } from './tags/shown-tag.ts';
import { formatUtcTime } from './utc-time.ts';

export interface LookAroundRequest {
  readonly chain: Chain;
  /** Any form. */
  readonly address: string;
  /** Movements in each direction. */
  readonly hops: number;
  /** Look-ups in each direction. */
  readonly maxLookups: number;
  /** An address with more transactions is taken for a service. */
  readonly maxTransactions: number;
}

export interface LookAroundDeps {
  readonly sources: Sources;
  readonly tags: TagLookup;
  /** Traces a case body. @throws CoinhoundError */
  readonly trace: (body: unknown) => Promise<ReportJson>;
}

/** Gaps that are written out in each direction. */
const MAX_GAPS = 100;

/**
 * What the coins of an address have to do with mixers, sanctioned parties and exchanges.
 * @throws InvalidInputError when it is no address
 * @throws ProviderError when not even the tip of the chain can be had
 */
export async function lookAround(request: LookAroundRequest, deps: LookAroundDeps) {
  const { chain, hops } = request;
  const address = parseAddress(chain, request.address);
  const source = deps.sources[chain];
  if (source === undefined) throw new InvariantError(`no explorer for ${chain}`, { chain });
  const { value: tip } = await source.tip();
  const payers = await readPayers({ ...request, address, tip }, { source, tags: deps.tags });
  const report = await deps.trace(forwardsBody(request, address));
  return {
    chain,
    address: displayAddress(chain, address),
    hops,
    tip: { height: tip.height, hash: tip.hash, time: formatUtcTime(tip.time) },
    tags: deps.tags(chain, address).map((tag) => shownTag(tag, null)),
    cameFrom: cameFrom({ chain, address }, payers, tip, deps.tags),
    wentTo: wentTo(report, shownAddress(chain, address)),
  };
}

export type Surroundings = Awaited<ReturnType<typeof lookAround>>;

function forwardsBody({ chain, hops, maxLookups, maxTransactions }: LookAroundRequest, address: string) {
  return {
    name: 'screening',
    seeds: [
      { kind: 'address', chain, address: displayAddress(chain, address), since: '1970-01-01T00:00:00Z' },
    ],
    limits: { maxHops: hops, maxLookups, maxTransactionsPerAddress: maxTransactions },
  };
}

function cameFrom(
  place: { readonly chain: Chain; readonly address: string },
  { graph, gaps, lookups }: Payers,
  tip: Tip,
  tags: TagLookup,
) {
  const { received, parties, leftOut } = originsOf({ place, graph, tags, tip });
  const cut = { address: place.address, reason: `${leftOut} older payouts of tagged parties not followed` };
  const all = leftOut === 0 ? gaps : [cut, ...gaps];
  return {
    received: Array.from(received, ([asset, amount]) => ({ asset, amount: amount.toString() })),
    parties: parties.map(originJson),
    lookups,
    gaps: all
      .slice(0, MAX_GAPS)
      .map(({ address, reason }) => ({ address: shownAddress(place.chain, address), reason })),
    moreGaps: Math.max(0, all.length - MAX_GAPS),
  };
}

function originJson({ direct, indirect, first, last, ...origin }: Origin) {
  return {
    ...origin,
    direct: partJson(direct),
    indirect: partJson(indirect),
    first: formatUtcTime(first),
    last: formatUtcTime(last),
  };
}

function partJson({ amount, range, share }: Part) {
  return {
    amount: amount.toString(),
    range: { min: range.min.toString(), max: range.max.toString() },
    shareMillionths: share,
  };
}

function wentTo(report: ReportJson, address: string) {
  const { gaps, run, stolen } = report;
  return {
    held: stolen.map(({ asset, amount }) => ({ asset, amount })),
    exposure: exposureRows(report, address),
    outcomes: report.outcomes.map(({ kind, entity, asset, amount }) => ({ kind, entity, asset, amount })),
    gaps: gaps.slice(0, MAX_GAPS).map(({ address: at, reason }) => ({ address: at, reason })),
    moreGaps: Math.max(0, gaps.length - MAX_GAPS),
    inputDigest: run.inputDigest,
    resultDigest: run.resultDigest,
  };
}
