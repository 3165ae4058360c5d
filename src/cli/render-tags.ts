/**
 * Imports and tags as the command line prints them.
 */

import type { PackImport } from '../cases/tags/import-packs.ts';
import type { ImportSummary } from '../cases/tags/import-tags.ts';
import type { AddressTags, EntityPage, JudgedTag } from '../cases/tags/show-tags.ts';
import type { RefusedKind } from '../cases/tags/tag-reading.ts';

/** Refused rows that are printed; --json has more. */
const SHOWN_REFUSALS = 10;

/** What an import did. */
export function importText(summary: ImportSummary): string {
  const { source, format, accepted, added, removed, unchanged, refused, refusals, kinds, notes } = summary;
  const shown = refusals.slice(0, SHOWN_REFUSALS).map(({ line, reason }) => `  line ${line}: ${reason}`);
  const rest = refused - shown.length;
  const what = format === 'actorpack' ? 'actors' : 'tags';
  return [
    `imported ${source} (${format}): ${accepted} ${what}, of which ${added} new and ${unchanged} unchanged; ${removed} removed`,
    ...notes.map((note) => `  ${note}`),
    ...(refused > 0 ? [`refused ${refused} rows (${kindsText(kinds)}):`, ...shown] : []),
    ...(rest > 0 ? [`  and ${rest} more`] : []),
    '',
  ].join('\n');
}

/** What the import of a folder did, a line each pack. */
export function packsText(packs: readonly PackImport[]): string {
  const lines = packs.map((pack) => `${pack.source}: ${packText(pack)}\n`);
  const done = packs.flatMap((pack) => (pack.outcome === 'imported' ? [pack.summary] : []));
  const empty = packs.filter(({ outcome }) => outcome === 'empty').length;
  const failed = packs.filter(({ outcome }) => outcome === 'failed').length;
  const rows = done.reduce((sum, { accepted }) => sum + accepted, 0);
  const kinds = packs.flatMap((pack) => kindsOf(pack));
  const refused = kinds.reduce((sum, { rows: count }) => sum + count, 0);
  return [
    ...lines,
    `${packs.length} packs: ${done.length} imported with ${rows} rows, ${empty} without a row that can be used, ${failed} failed\n`,
    ...(refused > 0 ? [`refused ${refused} rows: ${kindsText(summedUp(kinds))}\n`] : []),
  ].join('');
}

/** What the tags say of an address, or of an entity. */
export function shownText(shown: AddressTags | EntityPage): string {
  return 'address' in shown ? addressText(shown) : entityText(shown);
}

function packText(pack: PackImport): string {
  if (pack.outcome === 'failed') return `FAILED, ${pack.problem}`;
  const refused = kindsOf(pack).reduce((sum, { rows }) => sum + rows, 0);
  const rest = refused === 0 ? '' : `; refused ${refused}: ${kindsText(kindsOf(pack))}`;
  if (pack.outcome === 'empty') return `nothing imported${rest}`;
  const { format, accepted, added, removed } = pack.summary;
  return `${accepted} ${format === 'actorpack' ? 'actors' : 'tags'}, ${added} new, ${removed} removed${rest}`;
}

function kindsOf(pack: PackImport): readonly RefusedKind[] {
  if (pack.outcome === 'failed') return [];
  return pack.outcome === 'empty' ? pack.kinds : pack.summary.kinds;
}

function kindsText(kinds: readonly RefusedKind[]): string {
  return kinds.map(({ kind, rows }) => `${rows} ${kind}`).join(', ');
}

function summedUp(kinds: readonly RefusedKind[]): RefusedKind[] {
  const sums = new Map<string, number>();
  for (const { kind, rows } of kinds) sums.set(kind, (sums.get(kind) ?? 0) + rows);
  return [...sums].map(([kind, rows]) => ({ kind, rows })).sort((a, b) => b.rows - a.rows);
}

function addressText({ chain, address, end, isSanctioned, tags }: AddressTags): string {
  if (tags.length === 0) return `${address} (${chain}): no tags\n`;
  const walk = end === null ? 'the walk goes on behind it' : `ends a walk as ${end}`;
  const sanction = isSanctioned ? ', sanctioned now' : '';
  return [`${address} (${chain}): ${walk}${sanction}\n`, ...tags.map(tagText)].join('');
}

function tagText(tag: JudgedTag): string {
  const { label, entity, concepts, role, confidence, validFrom, validTo, source, licence, reason } = tag;
  const valid = validFrom === null && validTo === null ? 'always' : `${day(validFrom)} to ${day(validTo)}`;
  return `
${tag.decides ? '*' : ' '} ${label}
    entity      ${entity}${role === '' ? '' : `, ${role}`}
    concepts    ${concepts.join(', ') || 'none'}
    confidence  ${confidence}${tag.isClusterDefiner ? ', for the whole cluster' : ''}
    valid       ${valid}
    source      ${source}
    licence     ${licence}
    came with   ${tag.import ?? 'the package'}
    ${reason}
`;
}

function day(time: string | null): string {
  return time?.slice(0, 10) ?? 'now';
}

function entityText({ entity, actors, addresses, byConcept }: EntityPage): string {
  const pages = actors.map(({ actor, import: origin }) => {
    const { id, uri, categories, jurisdictions, aliases, context } = actor;
    const fields = Object.entries({ uri, categories, jurisdictions, aliases, ...context });
    const lines = fields.map(([name, value]) => `  ${name.padEnd(20)}${[value].flat().join(', ')}\n`);
    return `actor ${id} (${origin})\n${lines.filter((line) => line.trim().includes(' ')).join('')}`;
  });
  const concepts = Object.entries(byConcept).map(([id, count]) => `  ${id.padEnd(20)}${count}\n`);
  return [`${entity}\n`, ...pages, `tagged addresses: ${addresses}\n`, ...concepts].join('');
}
