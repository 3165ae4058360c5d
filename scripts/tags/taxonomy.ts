/** The concept ids of the GraphSense taxonomy, against which every shipped tag is checked. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

/** @param labels the folder `data/sources/labels` */
export function readConceptIds(labels: string): ReadonlySet<string> {
  const document: unknown = parse(readFileSync(join(labels, 'graphsense-taxonomy', 'concepts.yaml'), 'utf8'));
  const entries = Object.values(
    document as Record<string, { readonly id?: unknown; readonly type?: unknown }>,
  );
  return new Set(
    entries.flatMap(({ id, type }) => (type === 'concept' && typeof id === 'string' ? [id] : [])),
  );
}
