/**
 * Clusters and patterns of a case on the terminal: lines that sum them up, the strongest first.
 */

import type { ReportJson } from '../cases/report/report-json.ts';

type Shown = Pick<ReportJson, 'clusters' | 'patterns'>;

const CERTAINTIES = ['likely', 'possible', 'suspected'];

/** How many of the addresses reached seem to have one owner, and who that may be. */
export function clusterLines({ clusters }: Shown): string[] {
  const reached = clusters.reduce((total, { members }) => total + members.length, 0);
  const [first] = clusters;
  if (first === undefined) return [];
  const largest = `the first has ${first.members.length} of them and ${first.size} in all`;
  const named = clusters.flatMap(({ entity, members, extended }) => {
    const tags = new Set(extended.map((tag) => tag.entity));
    const name = entity ?? [...tags].join(', ');
    return name === '' ? [] : [`${name}: ${count(members.length, 'address')} by co-spending`];
  });
  const conflicts = clusters.reduce((total, one) => total + one.conflicts.length, 0);
  return [
    `${count(reached, 'address')} reached in ${count(clusters.length, 'cluster')}; ${largest}`,
    ...named,
    ...(conflicts === 0 ? [] : [`${count(conflicts, 'merge')} refused: tags name different owners`]),
  ];
}

/** How often each pattern was seen. */
export function patternLines({ patterns }: Shown): string[] {
  const groups = new Map<string, { certainty: string; number: number }>();
  for (const { name, entity, certainty } of patterns) {
    const title = `${name}${entity === null ? '' : ` into ${entity}`}`;
    const key = `${title}, ${certainty}`;
    groups.set(key, { certainty, number: (groups.get(key)?.number ?? 0) + 1 });
  }
  return [...groups]
    .sort(
      ([, a], [, b]) =>
        CERTAINTIES.indexOf(a.certainty) - CERTAINTIES.indexOf(b.certainty) || b.number - a.number,
    )
    .map(([key, { number }]) => `${key}: ${number}`);
}

function count(number: number, noun: string): string {
  if (number === 1) return `1 ${noun}`;
  return `${number} ${noun}${noun.endsWith('s') ? 'es' : 's'}`;
}
