/**
 * Views: what the flows of stolen value show of each flag, method by method.
 */

import { sum } from '../amount.ts';
import { groupedBy } from '../multimap.ts';
import type { Ledger } from '../taint/ledger.ts';
import type { MethodAmounts } from '../trace/outcome-tables.ts';
import type { Settlement } from '../trace/settle.ts';
import type { Finding } from './flag.ts';
import { type Sighting, type SightingContext, sightingsOf } from './sighting.ts';

/** What is seen under one method. */
export interface View {
  readonly ledger: Ledger;
  /** By flag, under its name. */
  readonly groups: ReadonlyMap<string, readonly Sighting[]>;
}

/** The views of a settlement; each is made when it is first asked for. */
export class Views {
  readonly #settlement: Settlement;
  readonly #context: SightingContext;
  readonly #views = new Map<Ledger, View>();

  constructor(settlement: Settlement, context: SightingContext) {
    this.#settlement = settlement;
    this.#context = context;
  }

  of(ledger: Ledger): View {
    const { ends } = this.#settlement;
    const view = this.#views.get(ledger) ?? {
      ledger,
      groups: groupByFlag(sightingsOf(ledger, ends, this.#context)),
    };
    this.#views.set(ledger, view);
    return view;
  }

  /** What a flag is about under each method that means something on its chain. */
  amountsOf(flag: Pick<Finding, NameParts>): MethodAmounts {
    const name = nameOf(flag);
    const fitting = this.#settlement.ledgers.filter(({ method }) => method.chains.includes(flag.chain));
    return new Map(
      fitting.map((ledger) => {
        const sightings = this.of(ledger).groups.get(name) ?? [];
        return [ledger.method.name, sum(sightings.map(({ amount }) => amount))];
      }),
    );
  }
}

type NameParts = 'kind' | 'chain' | 'address' | 'entity' | 'asset';

function nameOf({ kind, chain, address, entity, asset }: Pick<Finding, NameParts>): string {
  return JSON.stringify([kind, chain, address, entity, asset]);
}

const groupByFlag = (sightings: Iterable<Sighting>) =>
  groupedBy(sightings, (sighting) => nameOf({ ...sighting, ...sighting.place }));
