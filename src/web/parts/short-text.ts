/**
 * Addresses and ids where there is little room.
 */

const ENDS = 8;

/** `0x6e1218…D7D29D3d`: both ends of it. @param ends characters of each */
export function shortText(text: string, ends = ENDS): string {
  return text.length <= 2 * ends + 3 ? text : `${text.slice(0, ends)}…${text.slice(-ends)}`;
}
