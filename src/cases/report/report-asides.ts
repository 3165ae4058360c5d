/**
 * What stands in the report beside outcomes and findings, as rows of its table: deposits in mixers, noise, leads to exits, and what
 * issuers of tokens have frozen. Stored reports of earlier versions have none of it.
 */

import type { ReportJson } from './report-json.ts';

type Aside =
  | 'section'
  | 'kind'
  | 'entity'
  | 'chain'
  | 'address'
  | 'asset'
  | 'amount'
  | 'count'
  | 'reason'
  | 'evidence'
  | 'time';
type AsideRow = Readonly<Partial<Record<Aside, string | number | null>>>;

/** All of them. */
export function asideRows(report: Partial<ReportJson>): AsideRow[] {
  return [...depositRows(report), ...noiseRows(report), ...leadRows(report), ...freezeRows(report)];
}

/** Those of outcomes and those of flags are the same deposits, told twice. */
function depositRows({ outcomes = [], flags = [] }: Partial<ReportJson>): AsideRow[] {
  const of = [
    ...outcomes.map((outcome) => ({ ...outcome, kind: 'outcome', address: null })),
    ...flags.map((flag) => ({ ...flag, kind: `flag ${flag.kind}` })),
  ];
  return of.flatMap(({ kind, entity, address, deposits = [] }) =>
    deposits.map(({ pool, asset, denomination, count }) => ({
      section: 'deposit',
      kind,
      entity,
      chain: 'ethereum',
      address,
      asset,
      amount: denomination,
      count,
      reason: `pool ${pool}`,
    })),
  );
}

function noiseRows({ noise = [] }: Partial<ReportJson>): AsideRow[] {
  return noise.map(({ reason, chain, address, txid, time, asset, from, to, amount, resembles }) => ({
    section: 'noise',
    kind: reason,
    chain,
    address,
    asset,
    amount,
    reason: `from ${from} to ${to}${resembles === null ? '' : `, made to look like ${resembles}`}`,
    evidence: txid,
    time,
  }));
}

function leadRows({ leads }: Partial<ReportJson>): AsideRow[] {
  return (leads?.found ?? []).map(
    ({ rule, recipient, pools, withdrawals, anonymitySet, rivals, score, basis }) => ({
      section: 'lead',
      kind: rule,
      chain: 'ethereum',
      address: recipient,
      count: withdrawals.length,
      reason: `a lead, no fact: ${basis}; score ${score}, rivals ${rivals}, anonymity set ${anonymitySet}, pool ${pools.join(' ')}`,
      evidence: withdrawals.join(' '),
    }),
  );
}

function freezeRows({ freezes }: Partial<ReportJson>): AsideRow[] {
  return (freezes ?? []).map(({ address, token, contract, frozen, block, provider, problem }) => ({
    section: 'freeze',
    kind: frozen === null ? 'not known' : frozen ? 'frozen' : 'not frozen',
    entity: token,
    chain: 'ethereum',
    address,
    asset: contract,
    reason: problem ?? `read at block ${block.height} from ${provider ?? 'nobody'}`,
    time: block.time,
  }));
}
