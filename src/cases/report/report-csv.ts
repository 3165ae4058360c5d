/**
 * The report as one table (CSV, RFC 4180), for spreadsheets: a row for each stolen asset, seed, outcome, place of an
 * outcome, share of an outcome by seed and by victim, flag, exposure, gap, what stands beside them, sum in US dollars, price, and
 * price that is unknown. Cells that a spreadsheet would run as a formula are escaped with a quote, because names and labels come
 * from strangers.
 */

import { stringify } from 'csv-stringify/sync';
import { plainText } from '../plain-text.ts';
import { sharesBySeed, sharesByVictim } from './outcome-shares.ts';
import { asideRows } from './report-asides.ts';
import type { ReportJson } from './report-json.ts';

const COLUMNS = [
  'section',
  'kind',
  'entity',
  'confidence',
  'chain',
  'address',
  'holding',
  'asset',
  'amount',
  'min',
  'max',
  'hops',
  'count',
  'reason',
  'evidence',
  'seed',
  'victim',
  'held_asset',
  'held_amount',
  'usd',
  'held_usd',
  'known_usd',
  'time',
  'share_millionths',
] as const;

type Row = Readonly<Partial<Record<(typeof COLUMNS)[number], string | number | null>>>;
type Range = { readonly min: string; readonly max: string };

/** The table of a report, with a header; lines end as spreadsheets expect. Amounts are whole smallest units. */
export function reportCsv(report: ReportJson): string {
  const rows = [
    ...stolenRows(report),
    ...seedRows(report),
    ...outcomeRows(report),
    ...shareRows(report),
    ...flagRows(report),
    ...exposureRows(report),
    ...gapRows(report),
    ...clusterRows(report),
    ...patternRows(report),
    ...asideRows(report),
    ...valuationRows(report),
  ];
  return stringify(rows.map(plainRow), {
    header: true,
    columns: [...COLUMNS],
    record_delimiter: 'windows',
    escape_formulas: true,
  });
}

/** Labels may hold characters that change how a cell is read. */
function plainRow(row: Row): Row {
  return Object.fromEntries(
    Object.entries(row).map(([name, cell]) => [name, typeof cell === 'string' ? plainText(cell) : cell]),
  );
}

function stolenRows({ stolen }: ReportJson): Row[] {
  return stolen.map(({ asset, amount, usd, range, seeds }) => ({
    section: 'stolen',
    asset,
    amount,
    ...limitsOf(range),
    count: seeds,
    usd,
  }));
}

/** What each seed made stolen. */
function seedRows({ seeds, stolen }: ReportJson): Row[] {
  const origins = new Map(stolen.flatMap((one) => one.origins.map((origin) => [origin.seed, origin])));
  return seeds.map(({ seed, kind, chain, where, asset, victim }) => ({
    section: 'seed',
    kind,
    chain,
    address: where,
    asset,
    amount: origins.get(seed)?.amount ?? '0',
    seed,
    victim,
    usd: origins.get(seed)?.usd ?? null,
  }));
}

/** Whose coins ended where; the shares by seed and those by victim say the same, so one of them is to be added up. */
function shareRows(report: ReportJson): Row[] {
  return [
    ...sharesBySeed(report).map((share) => ({ section: 'by-seed', ...share })),
    ...sharesByVictim(report).map((share) => ({ section: 'by-victim', ...share })),
  ];
}

function outcomeRows({ outcomes }: ReportJson): Row[] {
  return outcomes.flatMap(({ kind, entity, asset, amount, usd, range, holdings, places }): Row[] => {
    const about = { kind, entity, asset };
    return [
      { section: 'outcome', ...about, amount, ...limitsOf(range), count: holdings, usd },
      ...places.map(
        (place): Row => ({
          section: 'place',
          ...about,
          chain: place.chain,
          address: place.address,
          holding: place.holding,
          amount: place.amount,
          reason: place.reason,
          held_asset: place.held?.asset ?? null,
          held_amount: place.held?.amount ?? null,
          usd: place.usd,
          held_usd: place.held?.usd ?? null,
        }),
      ),
    ];
  });
}

function flagRows({ flags }: ReportJson): Row[] {
  return flags.map(
    ({ kind, entity, confidence, chain, address, asset, amount, range, hops, basis, evidence }) => ({
      section: 'flag',
      kind,
      entity,
      confidence,
      chain,
      address,
      asset,
      amount,
      ...limitsOf(range),
      hops,
      reason: basis,
      evidence: evidence.join(' '),
    }),
  );
}

/** Of each address and party a row for what came straight, and one for what came by more hops. Earlier versions have none. */
function exposureRows({ exposure }: Partial<ReportJson>): Row[] {
  return (exposure?.addresses ?? []).flatMap(({ chain, address, asset, parties }) =>
    parties.flatMap(({ kind, entity, confidence, wentOn, direct, indirect, hops, first, last }): Row[] => {
      const about = { section: 'exposure', kind, entity, confidence, chain, address, asset };
      const times = `${first} to ${last}`;
      const more = wentOn ? '; went on, and stands again where it ended' : '';
      const parts = [
        { way: 'direct', ...direct },
        { way: 'indirect', ...indirect },
      ];
      return parts.map(({ way, amount, range, shareMillionths }) => ({
        ...about,
        amount,
        ...limitsOf(range),
        hops,
        reason: `${way}, ${times}${more}`,
        time: first,
        share_millionths: shareMillionths,
      }));
    }),
  );
}

function gapRows({ gaps }: ReportJson): Row[] {
  return gaps.map(({ reason, chain, address, asset, amount, range }) => ({
    section: 'gap',
    chain,
    address,
    asset,
    amount,
    ...(range === null ? {} : limitsOf(range)),
    reason,
  }));
}

/** One row for each member; stored reports of earlier versions have no clusters, nor patterns. */
function clusterRows({ clusters = [] }: Partial<ReportJson>): Row[] {
  return clusters.flatMap(({ chain, entity, size, members, evidence, extended }) =>
    members.map((address): Row => {
      const tag = extended.find((one) => one.address === address);
      return {
        section: 'cluster',
        entity: tag?.entity ?? entity,
        confidence: tag?.confidence ?? null,
        chain,
        address,
        count: size,
        reason: tag?.source ?? null,
        evidence: [...new Set(evidence.map(({ transaction }) => transaction))].join(' '),
      };
    }),
  );
}

function patternRows({ patterns = [] }: Partial<ReportJson>): Row[] {
  return patterns.map(
    ({ kind, name, entity, certainty, confidence, chain, transactions, addresses, numbers }) => ({
      section: 'pattern',
      kind,
      entity,
      confidence,
      chain,
      address: addresses.join(' '),
      count: transactions.length,
      reason: `${certainty}: ${name}, ${Object.entries(numbers)
        .map(([what, number]) => `${what} ${number}`)
        .join(', ')}`,
      evidence: transactions.join(' '),
    }),
  );
}

/** The two sums, and what they follow from. Stored reports of earlier versions have no valuation at all. */
function valuationRows({ valuation }: Partial<ReportJson>): Row[] {
  if (valuation === null || valuation === undefined) return [];
  const { stolen, outcomes, prices, unknown } = valuation;
  const sums = [
    { kind: 'stolen', sum: stolen },
    { kind: 'outcomes', sum: outcomes },
  ];
  return [
    ...sums.flatMap(({ kind, sum }): Row[] =>
      sum === null ? [] : [{ section: 'total', kind, usd: sum.usd, known_usd: sum.known }],
    ),
    ...prices.map(
      ({ asset, hour, usd, at, source }): Row => ({
        section: 'price',
        asset,
        usd,
        time: hour,
        reason: `${source}, price of ${at}`,
      }),
    ),
    ...unknown.map(({ asset, hour, reason }): Row => ({ section: 'unvalued', asset, time: hour, reason })),
  ];
}

function limitsOf({ min, max }: Range): Row {
  return { min, max };
}
