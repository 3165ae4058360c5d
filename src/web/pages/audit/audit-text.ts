/** Entries of the audit log in words. */

/** `role viewer, owner fraud-desk`. */
export function detailText(detail: object): string {
  return Object.entries(detail)
    .map(([name, value]) => `${name} ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`)
    .join(', ');
}
