/**
 * Errors of the operating system are told apart by their code, as Node passes it on.
 */

/** The code of a system error, such as ENOENT; null for anything else. */
export function systemCode(error: unknown): string | null {
  if (typeof error !== 'object' || error === null || !('code' in error)) return null;
  return typeof error.code === 'string' ? error.code : null;
}
