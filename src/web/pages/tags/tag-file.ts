/** What a file of tags is likely to be, by its name. */

/** The forms that the API takes (docs/tags.md). */
export const TAG_FILE_FORMATS = [
  ['csv', 'CSV of Coinhound'],
  ['tagpack', 'GraphSense TagPack (YAML)'],
  ['actorpack', 'GraphSense ActorPack (YAML)'],
  ['ofac', 'list of sanctioned addresses, one on each line or CSV'],
  ['ofac-xml', 'OFAC’s sdn_advanced.xml'],
] as const;

/** `csv`, `tagpack` …; what it is can still be said otherwise. */
export function formatOf(fileName: string): string {
  const name = fileName.toLowerCase();
  if (/actorpack\.ya?ml$/.test(name)) return 'actorpack';
  if (/\.ya?ml$/.test(name)) return 'tagpack';
  if (name.endsWith('.xml')) return 'ofac-xml';
  if (name.endsWith('.txt') || name.includes('ofac')) return 'ofac';
  return 'csv';
}

/** The longest name that the API takes. */
const LONGEST_NAME = 100;

/** The name of the list: that of the file, without its ending and what the API takes in no name. */
export function sourceOf(fileName: string): string {
  const name = fileName.replace(/\.[^.]+$/, '').replace(/[^A-Za-z0-9._-]+/g, '-');
  return name.replace(/^[^A-Za-z0-9]+/, '').slice(0, LONGEST_NAME);
}
