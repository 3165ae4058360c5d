/**
 * Addresses and ids where there is little room.
 */

const ENDS = 8;

/** `0x6e1218…D7D29D3d`: both ends of it. */
export function shortText(text: string): string {
  return text.length <= 2 * ENDS + 3 ? text : `${text.slice(0, ENDS)}…${text.slice(-ENDS)}`;
}
