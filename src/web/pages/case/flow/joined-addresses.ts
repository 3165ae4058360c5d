/**
 * Which addresses are drawn as one, because they paid together and nobody can say whose coins went where.
 */

/** Gives each address the one that stands for it. */
export interface JoinedAddresses {
  of(address: string): string;
}

/** @param together senders of one movement each */
export function joinAddresses(together: Iterable<readonly string[]>): JoinedAddresses {
  const parents = new Map<string, string>();
  const find = (address: string): string => {
    let at = address;
    for (let up = parents.get(at); up !== undefined; up = parents.get(at)) at = up;
    return at;
  };
  for (const [first, ...rest] of together) {
    if (first === undefined) continue;
    for (const other of rest) {
      const [a, b] = [find(first), find(other)];
      if (a !== b) parents.set(b, a);
    }
  }
  return { of: find };
}
