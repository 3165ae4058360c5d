/**
 * The addresses that runs reached, in SQL. Of a case the last finished run counts: it knows all that the ones before knew.
 */

import { sql as raw } from 'kysely';
import type { AddressIndex, Appearance, ChainAddress } from '../cases/address-index.ts';
import { displayAddress } from '../core/address.ts';
import type { Database } from './database.ts';

/** The index of a database. */
export function createAddressIndex(database: Database): AddressIndex {
  return {
    appearances: (address, owner, limit) => appearances(database, address, owner, limit),
    casesWithNewTags: () => casesWithNewTags(database),
  };
}

/** True for the last finished run of its case. */
const IS_LAST = raw`runs.state = 'done' and not exists (
  select from runs as later
  where later.case_id = runs.case_id and later.state = 'done' and later.number > runs.number
)`;

async function casesWithNewTags(database: Database): Promise<string[]> {
  const { rows } = await raw<{ readonly id: string }>`
    select distinct cases.id
    from cases
      join runs on runs.case_id = cases.id
      join run_addresses on run_addresses.run_id = runs.id
      join tags using (chain, address)
    where cases.watch_seconds is not null and ${IS_LAST}
      and (tags.added > coalesce(runs.tags_revision, 0) or tags.removed > coalesce(runs.tags_revision, 0))
    order by cases.id`.execute(database.sql);
  return rows.map(({ id }) => id);
}

interface AppearanceRow {
  readonly caseId: string;
  readonly name: string;
  readonly runId: string;
  readonly number: number;
  readonly hops: number;
  readonly received: Appearance['received'];
  readonly flags: Appearance['flags'] | null;
  readonly total: number;
}

/** Amounts leave SQL as text: JSON numbers of that size would be rounded. */
async function appearances(
  database: Database,
  { chain, address }: ChainAddress,
  owner: string | null,
  limit: number,
): Promise<{ total: number; appearances: Appearance[] }> {
  const owned = owner === null ? raw`` : raw`and cases.owner = ${owner}`;
  const { rows } = await raw<AppearanceRow>`
    with reached as (
      select cases.id as case_id, cases.name, cases.created_at, runs.id as run_id, runs.number, runs.report,
        min(run_addresses.hops) as hops,
        json_agg(
          json_build_object('asset', asset, 'amount', received::text) order by asset collate "C"
        ) as received
      from run_addresses
        join runs on runs.id = run_addresses.run_id
        join cases on cases.id = runs.case_id
      where chain = ${chain} and address = ${address} and ${IS_LAST} ${owned}
      group by cases.id, runs.id
    )
    select case_id as "caseId", name, run_id as "runId", number, hops, received, count(*) over () as total,
      (
        select json_agg(flag order by place)
        from json_array_elements(report -> 'flags') with ordinality as flags (flag, place)
        where flag ->> 'chain' = ${chain} and flag ->> 'address' = ${displayAddress(chain, address)}
      ) as flags
    from reached
    order by created_at desc, case_id
    limit ${limit}`.execute(database.sql);
  return {
    total: rows[0]?.total ?? 0,
    appearances: rows.map(({ caseId, name, runId, number, hops, received, flags }) => ({
      case: { id: caseId, name },
      run: { id: runId, number },
      hops,
      received,
      flags: flags ?? [],
    })),
  };
}
