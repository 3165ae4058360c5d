/**
 * What the address of a page of a case says besides the page: which run, and under which method.
 */

/** Names that stay in the address from page to page. */
const KEPT = ['run', 'method'] as const;

/** `?run=…&method=…` of an address, and what is asked for beside them; empty when there is nothing. */
export function caseSearch(now: URLSearchParams, more: Readonly<Record<string, string | null>> = {}): string {
  const next = new URLSearchParams();
  for (const name of KEPT) {
    const value = now.get(name);
    if (value !== null) next.set(name, value);
  }
  for (const [name, value] of Object.entries(more)) {
    if (value === null) next.delete(name);
    else next.set(name, value);
  }
  return next.size === 0 ? '' : `?${next}`;
}

/** The same address with one thing changed. @param value null takes it away */
export function changedSearch(now: URLSearchParams, name: string, value: string | null): URLSearchParams {
  const next = new URLSearchParams(now);
  if (value === null) next.delete(name);
  else next.set(name, value);
  return next;
}
