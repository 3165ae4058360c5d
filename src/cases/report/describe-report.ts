/**
 * Says in a document what a report found: summary, method and limits, outcomes, flags with their paths, verification, gaps,
 * sources of labels, transactions, digests.
 */

import { confidenceOf, type Tag } from '../../core/tags/tag.ts';
import { methodNamed } from '../../core/taint/methods.ts';
import { flagSections } from './describe-flags.ts';
import { methodSentence } from './method-words.ts';
import type { MoneyGraphJson } from './money-graph-json.ts';
import { type Block, type ReportDocument, type Section, Texts } from './report-document.ts';
import type { ReportJson } from './report-json.ts';
import { shareOf, shownAmount, shownDollars, shownShare, shownTxid } from './shown-amount.ts';

/** What a document is made of. */
export interface Described {
  readonly report: ReportJson;
  readonly graph: MoneyGraphJson;
  /** Tags of the addresses that stolen value reached. */
  readonly labels: readonly Tag[];
  readonly version: string;
}

/** Rows of a table before the rest is only counted: it is in the JSON. */
const MOST_ROWS = 1000;

/** The document of a report. */
export function describeReport(described: Described): ReportDocument {
  const { report, version } = described;
  const texts = new Texts();
  const { run } = report;
  const tips = Object.entries(run.tip).map(
    ([chain, { height, time }]) => `${chain} block ${height} (${time})`,
  );
  const sections = [
    summary(report, texts),
    method(report),
    outcomes(report, texts),
    victims(report, texts),
    ...flagSections(report, texts),
    verification(report, texts),
    gaps(report, texts),
    labels(described, texts),
    transactions(described, texts),
    prices(report, texts),
    digests(described),
  ].filter(({ blocks }) => blocks.length > 0);
  const notes = texts.notes();
  const full: Section = { title: 'Full texts', blocks: [{ kind: 'list', items: notes }] };
  return {
    title: texts.shown(report.case.name),
    time:
      Object.values(run.tip)
        .map(({ time }) => time)
        .sort()
        .at(-1) ?? '1970-01-01T00:00:00Z',
    facts: [
      ['Report on', report.stolen.map(({ asset, amount }) => shownAmount(amount, asset)).join(', ')],
      ['Case', report.case.id],
      ['Run', run.id],
      ['As of', tips.join(', ')],
      ['Main method', run.method],
      ['Input digest', run.inputDigest],
      ['Result digest', run.resultDigest],
      ['Made with', `Coinhound ${version}`],
    ],
    sections: notes.length === 0 ? sections : [...sections, full],
  };
}

const text = (words: string): Block => ({ kind: 'text', text: words });

const nameOf = ({ kind, entity }: { readonly kind: string; readonly entity: string | null }, texts: Texts) =>
  entity === null ? kind : `${kind}: ${texts.shown(entity)}`;

/** The rows that are shown, and a word about the others. */
function rowsShown<T>(all: readonly T[], row: (item: T) => readonly string[]) {
  const more = all.length - MOST_ROWS;
  const rest: Block[] = more > 0 ? [text(`… and ${more} more, which are in the JSON of the report.`)] : [];
  return { rows: all.slice(0, MOST_ROWS).map(row), rest };
}

function summary({ stolen, outcomes: ended, flags, gaps: missing, run }: ReportJson, texts: Texts): Section {
  const counts = methodNamed(run.method).conserves;
  const lines = stolen.flatMap(({ asset, amount, usd, seeds }) => {
    const value = usd === null || usd === undefined ? '' : `, worth ${shownDollars(usd)} at the time`;
    const own = ended.filter((one) => one.asset === asset && one.amount !== '0');
    return [
      `${shownAmount(amount, asset)} from ${seeds} ${seeds === 1 ? 'seed' : 'seeds'} were followed${value}.`,
      ...own.map((one) => {
        const share = counts ? ` (${shownShare(one.amount, amount)})` : '';
        const same =
          one.range.min === one.range.max ? 'under every method that counts units' : rangeWords(one);
        return `${shownAmount(one.amount, asset)}${share} ended at ${nameOf(one, texts)}, ${same}.`;
      }),
    ];
  });
  const found = `${flags.length} ${flags.length === 1 ? 'finding' : 'findings'} about addresses; ${missing.length} ${missing.length === 1 ? 'gap' : 'gaps'}.`;
  return { title: 'Summary', blocks: [{ kind: 'list', items: [...lines, found] }] };
}

const rangeWords = ({ range, asset }: ReportJson['outcomes'][number]) =>
  `between ${shownAmount(range.min, asset)} and ${shownAmount(range.max, asset)} depending on the method`;

function method({ run }: ReportJson): Section {
  const others = run.methods.filter((name) => name !== run.method);
  return {
    title: 'Method and its limits',
    blocks: [
      text(
        'Outgoing transactions were read from public explorers and followed from holding to holding, in the order of the chain. Every unit that was stolen ends in exactly one outcome; the outcomes add up to what was stolen.',
      ),
      text(
        `Main method: ${methodSentence(run.method)} Which method fits is a question of law; the ranges show what depends on it.`,
      ),
      { kind: 'list', items: others.map((name) => `Also computed: ${methodSentence(name)}`) },
      text(
        'A finding is consistent with its evidence; it is no verdict about a person. Who is behind an address is what the sources of the labels say. What passed a mixer, an exchange or a bridge is not followed further. Nothing above the blocks named on the title page was looked at.',
      ),
    ],
  };
}

function outcomes({ outcomes: ended, stolen, run }: ReportJson, texts: Texts): Section {
  const counts = methodNamed(run.method).conserves;
  const shown = ended.filter(({ amount, range }) => amount !== '0' || range.max !== '0');
  const totals = new Map(stolen.map(({ asset, amount }) => [asset, amount]));
  const bars = shown.map((one) => ({
    label: nameOf(one, texts),
    value: shownAmount(one.amount, one.asset),
    share: shareOf(one.amount, totals.get(one.asset) ?? '0') ?? 0,
  }));
  const rows = shown.map((one) => [
    nameOf(one, texts),
    shownAmount(one.amount, one.asset),
    counts ? shownShare(one.amount, totals.get(one.asset) ?? '0') : '',
    `${shownAmount(one.range.min, one.asset)} to ${shownAmount(one.range.max, one.asset)}`,
    shownDollars(one.usd),
    String(one.holdings),
    String(one.transactions),
  ]);
  const head = ['Where it ended', 'Amount', 'Share', 'Over all methods', 'US dollars', 'Places', 'Tx'];
  const table: Block = { kind: 'table', head, widths: [3, 3, 1.3, 3.6, 2, 1, 1.5], rows };
  return { title: 'Outcomes', blocks: counts ? [{ kind: 'bars', bars }, table] : [table] };
}

function victims({ victims: all }: ReportJson, texts: Texts): Section {
  const named = all.filter(({ victim }) => victim !== null);
  const flat = named.flatMap(({ victim, asset, stolen, outcomes: ended }) =>
    ended.map((one) => [
      texts.shown(victim),
      shownAmount(stolen, asset),
      nameOf(one, texts),
      shownAmount(one.amount, asset),
    ]),
  );
  const { rows, rest } = rowsShown(flat, (row) => row);
  const head = ['Victim', 'Stolen', 'Where it ended', 'Amount'];
  return {
    title: 'Victims',
    blocks: rows.length === 0 ? [] : [{ kind: 'table', head, widths: [2, 3, 3, 3], rows }, ...rest],
  };
}

function verification({ verification: found }: ReportJson, texts: Texts): Section {
  const { transactions: relied, hashed, inBlock, unverified, distrusted, opinions } = found;
  const items = [
    `${hashed.length} of ${relied} transactions that the findings rest on are what their ids are the hash of.`,
    `${inBlock.length} are proved to stand in their blocks; ${unverified.length} could not be proved.`,
    ...distrusted.map(({ provider, txid, problem }) =>
      texts.shown(`${provider} ${problem} (${txid}); nothing that it said is used.`),
    ),
    ...opinions.flatMap(({ provider, txid, differences }) =>
      differences.map((difference) => texts.shown(`${provider} ${difference} (${txid})`)),
    ),
  ];
  return { title: 'Verification', blocks: [{ kind: 'list', items }] };
}

function gaps({ gaps: missing, assumptions }: ReportJson, texts: Texts): Section {
  const { rows, rest } = rowsShown(missing, ({ reason, chain, address, asset, amount }) => [
    amount === null ? 'unknown' : shownAmount(amount, asset),
    `${chain} ${texts.shown(address)}`,
    texts.shown(reason),
  ]);
  const held = assumptions.map(({ address, amount, asset, stolen }) => {
    const counted = stolen ? 'stolen' : 'clean';
    return `${texts.shown(address)} held ${shownAmount(amount, asset)} before the data begins, counted as ${counted}.`;
  });
  return {
    title: 'Gaps and assumptions',
    blocks: [
      ...(rows.length === 0
        ? [text('Nothing is missing.')]
        : [
            { kind: 'table', head: ['Amount', 'Place', 'Reason'], widths: [2, 4, 4], rows } as const,
            ...rest,
          ]),
      ...(held.length === 0 ? [text('Nothing was assumed.')] : [{ kind: 'list', items: held } as const]),
    ],
  };
}

function labels({ labels: tags }: Described, texts: Texts): Section {
  const { rows, rest } = rowsShown(tags, (tag) => [
    tag.address,
    texts.shown(tag.label),
    texts.shown(tag.entity),
    String(confidenceOf(tag)),
    texts.shown(tag.source),
    texts.shown(tag.licence),
  ]);
  const head = ['Address', 'Label', 'Entity', 'Confidence', 'Source', 'Licence'];
  const table: Block = { kind: 'table', head, widths: [3, 2.4, 2, 1.4, 3.4, 1.6], rows };
  return {
    title: 'Sources of labels',
    blocks:
      rows.length === 0 ? [text('No address that stolen value reached has a label.')] : [table, ...rest],
  };
}

function transactions({ graph: { edges } }: Described, texts: Texts): Section {
  const { rows, rest } = rowsShown(edges, ({ time, txid, to, asset, amount }) => [
    time,
    shownTxid(txid),
    texts.shown(to),
    shownAmount(amount, asset),
  ]);
  const head = ['Time', 'Transaction', 'To', 'Stolen value'];
  return {
    title: 'Transactions',
    blocks: rows.length === 0 ? [] : [{ kind: 'table', head, widths: [2, 4.6, 3.2, 2.2], rows }, ...rest],
  };
}

function prices({ valuation }: ReportJson, texts: Texts): Section {
  if (valuation === null || valuation === undefined) return { title: 'Prices', blocks: [] };
  const { rows, rest } = rowsShown(valuation.prices, ({ asset, hour, usd, at, source }) => [
    texts.shown(asset),
    hour,
    `$${usd}`,
    at,
    texts.shown(source),
  ]);
  const unknown = valuation.unknown.map(({ asset, hour, reason }) =>
    texts.shown(`No price of ${asset}${hour === null ? '' : ` at ${hour}`}: ${reason}`),
  );
  const head = ['Asset', 'Hour', 'US dollars', 'Price is of', 'Source'];
  return {
    title: 'Prices',
    blocks: [
      ...(rows.length === 0
        ? []
        : [{ kind: 'table', head, widths: [2, 2, 2, 2, 2], rows } as const, ...rest]),
      ...(unknown.length === 0 ? [] : [{ kind: 'list', items: unknown.slice(0, MOST_ROWS) } as const]),
    ],
  };
}

function digests({ report: { run, stats }, version }: Described): Section {
  const tips = Object.entries(run.tip).map(
    ([chain, { height, hash }]) => `${chain}: block ${height}, ${hash}`,
  );
  return {
    title: 'Digests and version',
    blocks: [
      { kind: 'list', items: [`Input: ${run.inputDigest}`, `Result: ${run.resultDigest}`, ...tips] },
      text(
        `Made with Coinhound ${version} from ${stats.transactions} transactions. The same inputs give the same digests on any machine; the evidence bundle of the run holds all of them (coinhound verify).`,
      ),
    ],
  };
}
