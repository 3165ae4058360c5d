/**
 * The flags of a report in a document: all of them in a table, then each with its path and its evidence.
 */

import type { Block, Section, Texts } from './report-document.ts';
import type { ReportJson } from './report-json.ts';
import { shownAmount, shownTxid } from './shown-amount.ts';

type Flag = ReportJson['flags'][number];

/** Flags with a part of their own, and transactions named as evidence of each; the JSON has all. */
const MOST_FLAGS = 200;
const MOST_EVIDENCE = 10;

/** The sections about flags. */
export function flagSections({ flags }: ReportJson, texts: Texts): Section[] {
  if (flags.length === 0) {
    return [{ title: 'Findings', blocks: [{ kind: 'text', text: 'No address was flagged.' }] }];
  }
  const rows = flags.map((flag, index) => [
    String(index + 1),
    flag.kind,
    texts.shown(flag.entity),
    texts.shown(flag.address),
    shownAmount(flag.amount, flag.asset),
    String(flag.confidence),
    String(flag.hops),
  ]);
  const head = ['No.', 'Kind', 'Consistent with', 'Address', 'Amount', 'Confidence', 'Hops'];
  const table: Block = { kind: 'table', head, widths: [0.8, 2, 2, 4, 2.6, 1.5, 0.8], rows };
  const shown = flags.slice(0, MOST_FLAGS).flatMap((flag, index) => flagBlocks(flag, index + 1, texts));
  const more = flags.length - MOST_FLAGS;
  const rest: Block[] =
    more > 0 ? [{ kind: 'text', text: `The paths of ${more} more are in the JSON of the report.` }] : [];
  return [
    { title: 'Findings', blocks: [table] },
    { title: 'Paths and evidence', blocks: [...shown, ...rest] },
  ];
}

function flagBlocks(flag: Flag, number: number, texts: Texts): Block[] {
  const { kind, entity, address, evidence, basis, path, range, asset } = flag;
  const more = evidence.length - MOST_EVIDENCE;
  const rest = more > 0 ? ` and ${more} more` : '';
  const rows = path.map((step, index) => [
    String(index + 1),
    step.time,
    texts.shown(step.from),
    texts.shown(step.to),
    shownAmount(step.amount, step.asset),
    shownTxid(step.txid),
  ]);
  const head = ['Step', 'Time', 'From', 'To', 'Amount', 'Transaction'];
  return [
    {
      kind: 'heading',
      text: `${number}. ${kind}, consistent with ${texts.shown(entity)}: ${texts.shown(address)}`,
    },
    { kind: 'text', text: texts.shown(basis) },
    {
      kind: 'text',
      text: `Over all methods ${shownAmount(range.min, asset)} to ${shownAmount(range.max, asset)}. Evidence: ${evidence.slice(0, MOST_EVIDENCE).map(shownTxid).join(', ')}${rest}.`,
    },
    rows.length === 0
      ? { kind: 'text', text: 'The seed itself names these coins.' }
      : { kind: 'table', head, widths: [0.8, 2.5, 2.8, 2.8, 2, 3.4], rows },
  ];
}
