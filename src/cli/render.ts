/**
 * A finished case on the terminal: what was stolen, where it ended, who sent it there, what is missing. 80 columns.
 */

import Table from 'cli-table3';
import type pico from 'picocolors';
import type { ReportJson } from '../cases/report/report-json.ts';
import { groupedBy } from '../core/multimap.ts';
import { methodNamed } from '../core/taint/methods.ts';
import { outcomeBars } from './outcome-bars.ts';
import { clusterLines, patternLines } from './render-clusters.ts';
import { depositLines } from './render-deposits.ts';
import { exposureTable } from './render-exposure.ts';
import { freezeLines } from './render-freezes.ts';
import { noiseLines } from './render-noise.ts';
import { profileLines } from './render-profiles.ts';
import { grouped, share, units } from './units.ts';

type Range = ReportJson['outcomes'][number]['range'];
type Colors = ReturnType<typeof pico.createColors>;

/** Gaps, assumptions and notes listed before the rest is only counted. */
const MAX_LISTED = 3;

/**
 * The whole text of a case.
 * @param notes what a dataset says about itself, if the case comes from one
 * @param where the reader finds what is not listed in full
 */
export function renderCase(
  report: ReportJson,
  colors: Colors,
  notes: readonly string[],
  where: string,
): string {
  const list = lister(colors, where);
  const blocks = [
    heading(report, colors),
    outcomeTable(report, colors),
    bars(report, colors),
    rangeLines(report, list),
    valueLines(report, colors),
    list('Deposits in mixers', depositLines(report)),
    flagLines(report, colors),
    list('Mixers on record', profileLines(report.flags)),
    exposureTable(report.exposure, colors, where),
    examplePath(report, colors),
    list('Spent together (heuristic)', clusterLines(report)),
    list('Patterns of transactions', patternLines(report)),
    assumptionLines(report, list),
    gapLines(report, list),
    list('Noise', noiseLines(report)),
    list('Frozen by issuers', freezeLines(report)),
    verificationLines(report, list),
    list('Notes on the data', notes),
    footer(report, colors),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

function heading({ case: { name }, stolen, run }: ReportJson, colors: Colors): string {
  const totals = stolen.map(
    ({ asset, amount, seeds }) => `${units(amount, asset)} from ${count(seeds, 'seed', 'seeds')}`,
  );
  const reach = methodNamed(run.method).conserves ? '' : ' (reach: amounts do not add up)';
  return `${colors.bold(name)}\nstolen: ${totals.join(', ')} · method: ${run.method}${reach}`;
}

function outcomeTable({ outcomes, stolen, run }: ReportJson, colors: Colors): string {
  const table = new Table({
    head: ['where it ended', 'amount', 'share', 'all methods', 'at', 'tx'],
    colAligns: ['left', 'right', 'right', 'right', 'right', 'right'],
    style: { head: [], border: [], compact: true },
  });
  const counts = methodNamed(run.method).conserves;
  for (const outcome of outcomes.filter(({ amount }) => amount !== '0')) {
    const total = stolen.find(({ asset }) => asset === outcome.asset);
    const ended = nameOf(outcome);
    table.push([
      outcome.kind === 'mixer' ? colors.red(ended) : ended,
      units(outcome.amount, outcome.asset),
      // What multiplies is no part of what was stolen.
      counts ? share(outcome.amount, total?.amount ?? '0') : '',
      shareRange(outcome.range, total?.range ?? outcome.range),
      String(outcome.holdings),
      String(outcome.transactions),
    ]);
  }
  return table.toString();
}

/** What multiplies is no part of what was stolen, so it has no bars. */
function bars({ outcomes, stolen, run }: ReportJson, colors: Colors): string {
  return methodNamed(run.method).conserves ? outcomeBars(outcomes, stolen, colors) : '';
}

/** What depends on the choice of the method, and how much. */
function rangeLines({ outcomes, run }: ReportJson, list: List): string {
  const lines = outcomes
    .filter(({ range }) => range.min !== range.max)
    .map((outcome) => {
      const { range, asset } = outcome;
      return `${nameOf(outcome)}: ${units(range.min, asset)} to ${units(range.max, asset)}`;
    });
  const counting = run.methods.filter((name) => methodNamed(name).conserves);
  return list(`What the choice of method changes (${counting.join(', ')})`, lines);
}

/** What was stolen and what ended where, in US dollars; nothing where nothing was valued. */
function valueLines({ valuation, stolen, outcomes }: ReportJson, colors: Colors): string {
  if (valuation === null) return '';
  const ended = outcomes.filter(({ amount }) => amount !== '0');
  const lines = [
    ...stolen.map(({ asset, amount, usd }) => `stolen ${units(amount, asset)}: ${dollars(usd)}`),
    ...ended.map(
      (outcome) => `${nameOf(outcome)} ${units(outcome.amount, outcome.asset)}: ${dollars(outcome.usd)}`,
    ),
  ];
  const missing = valuation.unknown.length;
  const reason = valuation.unknown[0]?.reason;
  const more = missing === 0 ? [] : [`${count(missing, 'value', 'values')} unknown, the first: ${reason}`];
  const sources = [...new Set(valuation.prices.map(({ source }) => source))].join(', ');
  const title = `US dollars at the time${sources === '' ? '' : ` (prices: ${sources})`}`;
  return [colors.bold(title), ...[...lines, ...more].map((line) => wrap(line))].join('\n');
}

const dollars = (usd: string | null) => (usd === null ? 'unknown' : `$${grouped(usd)}`);

const nameOf = ({ kind, entity }: { kind: string; entity: string | null }) =>
  entity === null ? kind : `${kind} / ${entity}`;

/** Flags whose amounts may be added up: those of the others pass the same value along. */
const ADDITIVE: readonly string[] = ['mixer-depositor', 'mixer', 'cash-out'];

function flagLines({ flags, run }: ReportJson, colors: Colors): string {
  const groups = groupedBy(flags, ({ kind, entity }) => `${kind} / ${entity}`);
  const lines = [...groups].map(([name, group]) => {
    const shown = group.filter(({ amount }) => amount !== '0');
    const total = shown.reduce((sum, { amount }) => sum + BigInt(amount), 0n).toString();
    const confidence = Math.max(...group.map((flag) => flag.confidence));
    const parts = [
      count(shown.length, 'address', 'addresses'),
      ...(ADDITIVE.includes(group[0]?.kind ?? '') ? [units(total, group[0]?.asset ?? '')] : []),
      ...(group.length > shown.length ? [`${group.length - shown.length} more under another method`] : []),
      `confidence ${confidence}`,
    ];
    return wrap(`${name}: ${parts.join(', ')}`);
  });
  if (lines.length === 0) return '';
  return `${colors.bold(`Flags (consistent with, under ${run.method})`)}\n${lines.join('\n')}`;
}

/** The longest of the shortest paths: the example that shows most. */
function examplePath({ flags }: ReportJson, colors: Colors): string {
  const example = flags
    .filter(({ kind, amount }) => kind === 'mixer-depositor' && amount !== '0')
    .reduce<ReportJson['flags'][number] | null>(
      (best, flag) => (flag.hops > (best?.hops ?? -1) ? flag : best),
      null,
    );
  if (example === null) return '';
  const steps = example.path.map((step) => {
    const id = 'syntheticId' in step ? `placeholder id ${step.txid.replace(/0{20,}/, '0…')}` : step.txid;
    return `  ${step.time}  ${units(step.amount, step.asset)}\n    to ${step.to}\n    in ${id}`;
  });
  const times = count(example.evidence.length, 'transaction', 'transactions');
  const last = `  ${steps.length > 0 ? 'then ' : ''}${units(example.amount, example.asset)} into ${example.entity} by ${times}, the first\n    in ${example.evidence[0]}`;
  return [colors.bold(`Example: ${example.address}`), ...steps, last].join('\n');
}

function assumptionLines({ assumptions }: ReportJson, list: List): string {
  const lines = assumptions.map(({ address, amount, asset, stolen }) => {
    const part = stolen ? 'counted as stolen' : 'counted as clean';
    return `${address} held ${units(amount, asset)} before the data begins, ${part}`;
  });
  return list('Assumptions', lines);
}

function gapLines({ gaps }: ReportJson, list: List): string {
  const lines = gaps.map(({ address, amount, asset, reason }) => {
    const value = amount === null ? 'an unknown amount' : units(amount, asset);
    return `${value} at ${address}: ${reason}`;
  });
  return list('Gaps', lines);
}

/** How much is proved, whose word was found to be wrong, and what others say otherwise. */
function verificationLines({ verification }: ReportJson, list: List): string {
  const { transactions, hashed, inBlock, distrusted, opinions } = verification;
  if (transactions === 0) return '';
  const proved = [
    `${hashed.length} of ${count(transactions, 'transaction', 'transactions')} are what their ids are the hash of`,
    ...(inBlock.length === 0 ? [] : [`${inBlock.length} are proved to stand in their blocks`]),
  ];
  const wrong = distrusted.map(
    ({ provider, txid, problem }) => `${provider} ${problem} (${txid}); nothing it said is used`,
  );
  const others = opinions.flatMap(({ provider, txid, differences }) =>
    differences.map((difference) => `${provider} ${difference} (${txid})`),
  );
  return [
    list('Proved', proved),
    list('Explorers that were wrong', wrong),
    list('Second opinions that differ', others),
  ]
    .filter((block) => block !== '')
    .join('\n\n');
}

type List = (title: string, lines: readonly string[]) => string;

function lister(colors: Colors, where: string): List {
  return (title, lines) => {
    if (lines.length === 0) return '';
    const rest = lines.length > MAX_LISTED ? [`  … and ${lines.length - MAX_LISTED} more ${where}`] : [];
    return [colors.bold(title), ...lines.slice(0, MAX_LISTED).map((line) => wrap(line)), ...rest].join('\n');
  };
}

function footer({ stats, run }: ReportJson, colors: Colors): string {
  const { requests, transactions, addresses, hops, seconds } = stats;
  const counts = [
    count(transactions, 'transaction', 'transactions'),
    count(addresses, 'address', 'addresses'),
    count(hops, 'hop', 'hops'),
    count(requests, 'request', 'requests'),
    `${seconds} s`,
  ].join(', ');
  return colors.dim(`${counts}\ninput  ${run.inputDigest}\nresult ${run.resultDigest}`);
}

const count = (n: number, one: string, many: string) => `${n} ${n === 1 ? one : many}`;

/** From the smallest to the largest share over the methods that count units; each is of what was stolen under all of them. */
function shareRange(range: Range, stolen: Range): string {
  const [least, most] = [share(range.min, stolen.max), share(range.max, stolen.max)];
  if (range.min === range.max) return 'the same';
  return least === most ? `~ ${most}` : `${least.replace(' %', '')} to ${most}`;
}

function wrap(line: string): string {
  const width = 76;
  const lines: string[] = [];
  let current = '';
  for (const word of line.split(' ')) {
    if (current.length + word.length + 1 > width && current !== '') {
      lines.push(current);
      current = word;
    } else {
      current = current === '' ? word : `${current} ${word}`;
    }
  }
  return [...lines, current].map((text, index) => `${index === 0 ? '  ' : '    '}${text}`).join('\n');
}
