/**
 * Explorers on this machine: no proxy of the environment leads to them, and nobody else is kept waiting by them.
 */

/** True for a URL whose host is this machine. */
export function isLoopback(url: string): boolean {
  return URL.canParse(url) && /^(localhost|127(\.\d+){3}|\[::1\])$/.test(new URL(url).hostname);
}
