/** A tag that a test makes up: on Ethereum and always valid, unless it says otherwise. */
import type { Tag } from '../../src/core/tags/tag.ts';

export const madeUpTag = (
  address: string,
  entity: string,
  concepts: readonly string[],
  more: Partial<Tag> = {},
): Tag => ({
  chain: 'ethereum',
  address,
  label: `${entity}: tag`,
  entity,
  concepts,
  role: '',
  confidence: 'service_data',
  validFrom: null,
  validTo: null,
  source: 'test',
  licence: 'test',
  ...more,
});
