/**
 * Words of strangers (labels, names, reasons) in a form that cannot change how the text around them is read: control
 * characters and those that turn the direction of writing are shown as escapes.
 */

/** Control, format, private and broken characters, and the two line separators. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\u2028\u2029]/gu;

/** The text with `\u{202e}` and the like in the place of what cannot be seen. */
export function plainText(text: string): string {
  return text.replace(UNSEEN, (character) => escapeOf(character));
}

/** A character as an escape. */
export function escapeOf(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
