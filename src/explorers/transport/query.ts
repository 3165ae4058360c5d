/** The query of a URL. `URLSearchParams` takes several times as long, and every request has one. */
export function queryOf(params: Readonly<Record<string, string>>): string {
  return Object.entries(params)
    .map((pair) => pair.map(encodeURIComponent).join('='))
    .join('&');
}
