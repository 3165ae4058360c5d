/**
 * Words of others (explorers, drivers) in a form that every store takes: SQL text knows neither the character U+0000
 * nor halves of a UTF-16 pair.
 */

/** The text with a replacement character for each of them. */
export function printable(text: string): string {
  return text.replaceAll('\0', '\u{fffd}').replace(/\p{Surrogate}/gu, '\u{fffd}');
}
