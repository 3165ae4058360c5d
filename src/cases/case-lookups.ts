/**
 * What a run knows of one transaction, and of one address: put together of its results, under a method.
 */

import type { Chain } from '../core/chain.ts';
import type { Transaction } from '../core/transaction.ts';
import type { PlainFlag } from './report/method-views.ts';
import type { MoneyEdgeJson, MoneyGraphJson } from './report/money-graph-json.ts';
import type { ReportJson } from './report/report-json.ts';
import type { ResultsUnder } from './report/results-under.ts';
import type { ShownTag } from './tags/shown-tag.ts';

type Outcome = ResultsUnder['outcomes'][number];
type Place = Outcome['places'][number];
type Verification = ReportJson['verification'];

/** A flag by its place in the list of flags under the method. */
export interface NumberedFlag
  extends Pick<PlainFlag, 'chain' | 'address' | 'kind' | 'entity' | 'asset' | 'amount'> {
  readonly flag: number;
  readonly confidence: number;
}

/** Places of an outcome, which is named by its place in the list of outcomes under the method. */
export interface OutcomePlaces extends Pick<Outcome, 'kind' | 'entity' | 'asset'> {
  readonly outcome: number;
  readonly places: readonly Place[];
}

/** What is proved of a transaction. */
export interface TransactionProof {
  readonly hashed: boolean;
  readonly inBlock: boolean;
  readonly opinions: readonly Omit<Verification['opinions'][number], 'txid'>[];
  readonly distrusted: readonly Omit<Verification['distrusted'][number], 'txid'>[];
}

export interface TransactionFindings {
  /** Null where nothing in the report rests on it. */
  readonly verification: TransactionProof | null;
  /** Those that it is evidence of. */
  readonly flags: readonly NumberedFlag[];
  /** What rests where it brought it; of a mix, what entered it. */
  readonly outcomes: readonly OutcomePlaces[];
  /** The stolen value that it moved. */
  readonly movements: readonly MoneyEdgeJson[];
}

/** What rests on a transaction. */
export function transactionFindings(
  transaction: Transaction,
  verification: Verification | undefined,
  { flags, outcomes }: ResultsUnder,
  graph: MoneyGraphJson,
): TransactionFindings {
  const { txid } = transaction;
  const movements = graph.edges.filter((edge) => edge.txid === txid);
  const brings = restingPlaces(transaction, movements);
  return {
    verification: verification === undefined ? null : proofOf(txid, verification),
    flags: numbered(flags, ({ evidence }) => evidence.includes(txid)),
    outcomes: placesIn(outcomes, ({ holding }, { kind }) => brings(holding, kind)),
    movements,
  };
}

/** Whether value that rests in a holding came there by the transaction. */
function restingPlaces(transaction: Transaction, movements: readonly MoneyEdgeJson[]) {
  if (transaction.chain === 'bitcoin') {
    const spent = new Set(transaction.inputs.map(({ outpoint }) => outpoint));
    return (holding: string, kind: string) =>
      holding.startsWith(`${transaction.txid}:`) || (kind === 'mixer' && spent.has(holding));
  }
  const reached = new Set(movements.map(({ to, asset }) => `${to.toLowerCase()}/${asset}`));
  return (holding: string) => reached.has(holding);
}

function proofOf(txid: string, verification: Verification): TransactionProof | null {
  const { hashed, inBlock, unverified, opinions, distrusted } = verification;
  if (!hashed.includes(txid) && !unverified.includes(txid)) return null;
  const ofIt = <Said extends { readonly txid: string }>(said: readonly Said[]) =>
    said.filter((one) => one.txid === txid).map(({ txid: _txid, ...rest }) => rest);
  return {
    hashed: hashed.includes(txid),
    inBlock: inBlock.includes(txid),
    opinions: ofIt(opinions),
    distrusted: ofIt(distrusted),
  };
}

export interface AddressFindings {
  /** Null where the method does not reach it. */
  readonly hops: number | null;
  readonly kind: string | null;
  readonly entity: string | null;
  readonly flags: readonly NumberedFlag[];
  readonly outcomes: readonly OutcomePlaces[];
  /** By their place in the list of the report. */
  readonly clusters: readonly {
    readonly cluster: number;
    readonly entity: string | null;
    readonly size: number;
    readonly tooLarge: boolean;
  }[];
  /** Stolen value that came and went under the method, in chain order. */
  readonly movements: readonly MoneyEdgeJson[];
}

/** What was found at an address. @param at as it is shown */
export function addressFindings(
  at: { readonly chain: Chain; readonly address: string },
  clusters: ReportJson['clusters'],
  { flags, outcomes }: ResultsUnder,
  graph: MoneyGraphJson,
): AddressFindings {
  const isHere = ({ chain, address }: { readonly chain: string; readonly address: string }) =>
    chain === at.chain && address === at.address;
  const { hops = null, kind = null, entity = null } = graph.nodes.find(isHere) ?? {};
  return {
    hops,
    kind,
    entity,
    flags: numbered(flags, isHere),
    outcomes: placesIn(outcomes, isHere),
    clusters: clusters.flatMap((cluster, number) => {
      const { entity: owner, size, tooLarge, members, chain } = cluster;
      if (chain !== at.chain || !members.includes(at.address)) return [];
      return [{ cluster: number, entity: owner, size, tooLarge }];
    }),
    movements: graph.edges.filter(
      ({ chain, from, to }) => chain === at.chain && (to === at.address || from.includes(at.address)),
    ),
  };
}

function numbered(flags: readonly PlainFlag[], isMeant: (flag: PlainFlag) => boolean): NumberedFlag[] {
  return flags.flatMap((found, flag) => {
    if (!isMeant(found)) return [];
    const { chain, address, kind, entity, asset, amount, confidence } = found;
    return [{ flag, chain, address, kind, entity, asset, amount, confidence }];
  });
}

function placesIn(
  outcomes: readonly Outcome[],
  isMeant: (place: Place, outcome: Outcome) => boolean,
): OutcomePlaces[] {
  return outcomes.flatMap((found, outcome) => {
    const places = found.places.filter((place) => isMeant(place, found));
    const { kind, entity, asset } = found;
    return places.length === 0 ? [] : [{ outcome, kind, entity, asset, places }];
  });
}

/** Tags that were valid at the time of any movement; all of them where nothing moved. */
export function tagsValidAt<Tag extends Pick<ShownTag, 'validFrom' | 'validTo'>>(
  tags: readonly Tag[],
  movements: readonly Pick<MoneyEdgeJson, 'time'>[],
): Tag[] {
  const times = movements.map(({ time }) => Date.parse(time));
  return tags.filter(({ validFrom, validTo }) => {
    const from = validFrom === null ? Number.NEGATIVE_INFINITY : Date.parse(validFrom);
    const to = validTo === null ? Number.POSITIVE_INFINITY : Date.parse(validTo);
    return times.length === 0 || times.some((time) => time >= from && time <= to);
  });
}
