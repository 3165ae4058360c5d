/** What a look-up found, whoever said so. */
import type { Expansion } from '../../src/core/graph/subject.ts';

export function found({ provider: _provider, evidence: _evidence, ...expansion }: Expansion): Expansion {
  return expansion;
}
